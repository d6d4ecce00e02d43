#include "cli/analyze/descriptor_limit.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace tidemark::cli {
namespace {

// A connection, a DNS question over UDP and TCP at two servers.
constexpr std::size_t kPerWorker = 5;
// A page loads from many hosts at once, and the proxy has two ends of each connection.
constexpr std::size_t kPerTab = 400;
// Inputs and outputs, the store, browsers' pipes, kept-alive connections.
constexpr std::size_t kOthers = 150;

}  // namespace

std::size_t descriptors_needed(int workers, int tabs) {
  return kOthers + kPerWorker * static_cast<std::size_t>(workers) +
         kPerTab * static_cast<std::size_t>(tabs);
}

int workers_within(std::size_t limit, int workers, int tabs) {
  const std::size_t taken = descriptors_needed(0, tabs);
  const std::size_t room = limit > taken ? (limit - taken) / kPerWorker : 0;
  return static_cast<int>(std::clamp<std::size_t>(room, 1, static_cast<std::size_t>(workers)));
}

int make_room_for(int workers, int tabs) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return workers;
  const rlim_t needed = descriptors_needed(workers, tabs);
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) (void)::getrlimit(RLIMIT_NOFILE, &limit);
  }
  return workers_within(limit.rlim_cur, workers, tabs);
}

}  // namespace tidemark::cli
