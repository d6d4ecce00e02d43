#include "harness/stage/own_shared_memory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstdint>
#include <string>

namespace tidemark::harness {

Result<UniqueFd> mount_own_shared_memory() {
  constexpr const char* kDirectory = "/dev/shm";
  struct statvfs machine{};
  if (::statvfs(kDirectory, &machine) != 0) {
    return system_failure("look at the machine's shared memory", errno);
  }
  const std::string options =
      fmt::format("mode=1777,size={}", std::uint64_t{machine.f_blocks} * machine.f_frsize);
  if (::mount("tmpfs", kDirectory, "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) != 0) {
    return system_failure("mount a shared memory of its own", errno);
  }
  UniqueFd directory(::open(kDirectory, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return system_failure("open the stage's shared memory", errno);
  return directory;
}

}  // namespace tidemark::harness
