// Builds a stage around the process that calls it.
#pragma once

#include <string>
#include <vector>

#include "harness/sites/listeners.hpp"
#include "harness/stage/stage_plan.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

// Every address that is the stage's, on the ports that programs use.
[[nodiscard]] ListenAt everywhere_on_a_stage();

struct BuiltStage {
  Listeners listeners;               // everywhere_on_a_stage()
  UniqueFd shared_memory;            // its own /dev/shm; empty: it shares the machine's
  std::vector<std::string> remarks;  // what could not be had and what that means
};

// Moves this process into namespaces of its own, sets its network up, opens the sockets of the
// sites there and puts our files over the machine's. A file that the machine does not have is
// remarked upon. Needs a process with one thread. After an error the process is good for nothing
// but to end: it may be half on the stage. kUnavailable: the machine refuses; what to do about it.
[[nodiscard]] Result<BuiltStage> build_stage(const StagePlan& plan);

}  // namespace tidemark::harness
