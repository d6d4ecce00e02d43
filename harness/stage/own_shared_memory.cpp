#include "harness/stage/own_shared_memory.hpp"

#include <fcntl.h>
#include <sys/mount.h>

#include <cerrno>

namespace tidemark::harness {

Result<UniqueFd> mount_own_shared_memory() {
  constexpr const char* kDirectory = "/dev/shm";
  if (::mount("tmpfs", kDirectory, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") != 0) {
    return system_failure("mount a shared memory of its own", errno);
  }
  UniqueFd directory(::open(kDirectory, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return system_failure("open the stage's shared memory", errno);
  return directory;
}

}  // namespace tidemark::harness
