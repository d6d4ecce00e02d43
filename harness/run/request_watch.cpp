#include "harness/run/request_watch.hpp"

#include <algorithm>
#include <unordered_map>

namespace tidemark::harness {
namespace {

constexpr std::chrono::seconds kQuiet{1};

using ByHost = std::unordered_map<std::string, const HostTraffic*>;

ByHost by_host(std::span<const HostTraffic> traffic) {
  ByHost hosts;
  for (const HostTraffic& host : traffic) hosts.emplace(host.host, &host);
  return hosts;
}

// Absent: it was not asked for since then.
const HostTraffic* asked(const ByHost& hosts, const std::string& task, SteadyTime since) {
  const auto host = hosts.find(task);
  if (host == hosts.end()) return nullptr;
  const auto& seen = host->second->last_seen;
  return seen && *seen >= since ? host->second : nullptr;
}

}  // namespace

std::vector<RequestWatch::Done> RequestWatch::look(std::span<const HostTraffic> traffic,
                                                   SteadyTime now) {
  std::vector<Done> done;
  const ByHost hosts = by_host(traffic);
  for (auto each = running_.begin(); each != running_.end();) {
    auto& [task, run] = *each;
    const HostTraffic* host = asked(hosts, task, run.fed);
    if (host != nullptr) {
      run.moved = std::max(run.moved, host->open > 0 ? now : *host->last_seen);
    }
    if (host == nullptr || now - run.moved < kQuiet) {
      ++each;
      continue;
    }
    done.push_back({.task = task, .at = run.moved});
    each = running_.erase(each);
  }
  return done;
}

std::vector<RequestWatch::Done> RequestWatch::look_last(std::span<const HostTraffic> traffic) {
  std::vector<Done> done;
  const ByHost hosts = by_host(traffic);
  for (const auto& [task, run] : running_) {
    const HostTraffic* host = asked(hosts, task, run.fed);
    if (host != nullptr)
      done.push_back({.task = task, .at = std::max(run.moved, *host->last_seen)});
  }
  running_.clear();
  return done;
}

}  // namespace tidemark::harness
