// A network and mounts of a process's own.
#pragma once

#include "probes/base/result.hpp"

namespace tidemark::harness {

// Moves this process, and with it all that it starts later, into a new network namespace, in which
// there is nothing, and a new mount namespace, whose mounts are seen nowhere else. A process that
// may not do so does it in a user namespace of its own, in which it stays the user and group that
// it is. They have no name and last as long as their last process or descriptor. Needs a process
// with one thread. kUnavailable: the machine refuses, and what to do about it; the process may be
// in some of the namespaces then and is good for nothing else.
[[nodiscard]] Result<void> enter_own_namespaces();

}  // namespace tidemark::harness
