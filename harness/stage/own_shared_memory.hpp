// A /dev/shm of the stage's own.
#pragma once

#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

// Mounts an empty file system in memory over /dev/shm, as large as what was there: programs that
// fail for want of shared memory, as in many a container, fail on a stage too. In the mount
// namespace of the caller, which must be the stage's. It goes with the namespace and the returned
// descriptor of its directory: whatever is in it was made on the stage.
[[nodiscard]] Result<UniqueFd> mount_own_shared_memory();

}  // namespace tidemark::harness
