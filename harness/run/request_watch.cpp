#include "harness/run/request_watch.hpp"

#include <algorithm>
#include <optional>
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

// The last sign of a host.
struct Sign {
  SteadyTime at{};
  bool open = false;
};

// Absent: it was not asked for since then.
std::optional<Sign> asked(const ByHost& hosts, const std::string& task, SteadyTime since) {
  const auto host = hosts.find(task);
  if (host == hosts.end()) return std::nullopt;
  const auto& seen = host->second->last_seen;
  if (!seen || *seen < since) return std::nullopt;
  return Sign{.at = *seen, .open = host->second->open > 0};
}

}  // namespace

std::vector<RequestWatch::Done> RequestWatch::look(std::span<const HostTraffic> traffic,
                                                   SteadyTime now) {
  std::vector<Done> done;
  const ByHost hosts = by_host(traffic);
  for (auto each = running_.begin(); each != running_.end();) {
    auto& [task, run] = *each;
    const std::optional<Sign> sign = asked(hosts, task, run.fed);
    if (sign) run.moved = std::max(run.moved, sign->open ? now : sign->at);
    if (!sign || now - run.moved < kQuiet) {
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
    const std::optional<Sign> sign = asked(hosts, task, run.fed);
    if (sign) done.push_back({.task = task, .at = std::max(run.moved, sign->at)});
  }
  running_.clear();
  return done;
}

}  // namespace tidemark::harness
