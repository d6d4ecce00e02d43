#include "harness/run/rest_watch.hpp"

#include <fmt/format.h>

namespace tidemark::harness {
namespace {

// Of one core.
constexpr double kIdle = 0.03;

}  // namespace

void RestWatch::see(const probes::TreeSample& sample, std::uint64_t open_connections) {
  Look look{.at = sample.at, .processes = {}, .open_connections = open_connections};
  for (const probes::ProcessSample& process : sample.processes) {
    look.processes.push_back(process.facts.id);
    look.cpu += process.facts.cpu;
  }
  if (!looks_.empty() && (looks_.back().processes != look.processes ||
                          looks_.back().open_connections != look.open_connections)) {
    looks_.clear();
  }
  looks_.push_back(std::move(look));
  while (looks_.size() > 1 && looks_.back().at - looks_[1].at >= wanted()) looks_.pop_front();
}

std::chrono::nanoseconds RestWatch::wanted() const {
  return looks_.back().open_connections > 0 ? 3 * quiet_ : quiet_;
}

double RestWatch::cpu_share() const {
  const std::chrono::duration<double> span = looks_.back().at - looks_.front().at;
  const std::chrono::duration<double> used = looks_.back().cpu - looks_.front().cpu;
  return span.count() > 0 ? used / span : 0;
}

bool RestWatch::rested() const {
  if (looks_.empty() || looks_.back().at - looks_.front().at < wanted()) return false;
  return cpu_share() < kIdle;
}

std::string RestWatch::restlessness() const {
  if (looks_.empty()) return "it was not looked at";
  if (looks_.back().at - looks_.front().at >= wanted()) {
    return fmt::format("it uses {:.0f}% of a core", 100 * cpu_share());
  }
  const std::uint64_t open = looks_.back().open_connections;
  if (open == 1) return "a connection is open";
  if (open > 1) return fmt::format("{} connections are open", open);
  return "its processes come and go";
}

}  // namespace tidemark::harness
