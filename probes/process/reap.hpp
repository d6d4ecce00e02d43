// Collecting ended children (waitid(2)); nothing else in Tidemark does, except reap_strangers.hpp
// for children that nobody started. Every call names one child: waiting for "any child" would steal
// the children of others.
#pragma once

#include <optional>

#include "probes/base/process_id.hpp"
#include "probes/process/exit_status.hpp"

namespace tidemark::probes {

// Whether a child that is seen to have ended stays a zombie or is removed.
enum class Reaping { kLeaveZombie, kReap };

// How our child ended, or nothing while it runs.
[[nodiscard]] std::optional<ExitStatus> child_status(int pidfd, Reaping reaping);

// Waits for a child that is certain to end at once (it failed to start or was killed) and reaps it.
void reap_ending_child(Pid pid);

}  // namespace tidemark::probes
