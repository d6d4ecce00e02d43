// One look at the subject's processes. Plain data.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/sampling/process_record.hpp"
#include "probes/sampling/role.hpp"

namespace tidemark::probes {

struct ProcessSample {
  ProcessFacts facts;
  Role role = Role::kOther;
  // Absent when memory was not asked for, or is withheld, or the process is a zombie.
  std::optional<MemoryFacts> memory = {};
};

struct ProcessBirth {
  ProcessId id;
  // The task that was running when it was born; whoever knows the tasks fills it in before
  // recording.
  std::optional<std::string> task = {};
};

// What one look cost us.
struct SweepCost {
  std::chrono::microseconds wall{};
  std::chrono::microseconds cpu{};
};

struct TreeSample {
  SteadyTime at{};
  bool with_memory = false;
  std::vector<ProcessSample> processes = {};  // in the order of their ids
  std::vector<ProcessBirth> births = {};
  std::vector<ProcessId> deaths = {};
  SweepCost cost = {};
};

}  // namespace tidemark::probes
