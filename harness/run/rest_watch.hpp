// Whether a subject has come to rest. Pure: judges the looks it is given.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::harness {

// Rest: no open connection at the simulator, the CPU below 3% of a core and the same processes, all
// for as long as `quiet`. Connections that stay open while nothing else moves for three times as
// long belong to something left over, not to work: a page in a leaked tab may hold a tarpit for
// ever.
class RestWatch {
 public:
  explicit RestWatch(std::chrono::nanoseconds quiet) : quiet_(quiet) {}

  void see(const probes::TreeSample& sample, std::uint64_t open_connections);
  [[nodiscard]] bool rested() const;
  // What kept it from rest at the last look, for a person: "3 connections are open".
  [[nodiscard]] std::string restlessness() const;

 private:
  struct Look {
    SteadyTime at{};
    std::vector<ProcessId> processes;
    std::chrono::microseconds cpu{};
    std::uint64_t open_connections = 0;
  };
  [[nodiscard]] double cpu_share() const;
  [[nodiscard]] std::chrono::nanoseconds wanted() const;

  std::chrono::nanoseconds quiet_;
  std::deque<Look> looks_;  // of the same processes and connections, about wanted() long
};

}  // namespace tidemark::harness
