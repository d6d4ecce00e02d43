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
// for as long as `quiet`.
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
  };
  [[nodiscard]] double cpu_share() const;

  std::chrono::nanoseconds quiet_;
  std::deque<Look> looks_;  // of the same processes without a connection, about `quiet_` long
  std::uint64_t open_connections_ = 0;
};

}  // namespace tidemark::harness
