#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "harness/faults/fault_kinds.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {
namespace {

// A file without a name: nobody meets it, and it goes with the last descriptor of it, ours, however
// we end.
class BallastInForce : public FaultInForce {
 public:
  explicit BallastInForce(UniqueFd ballast) : ballast_(std::move(ballast)) {}

 private:
  UniqueFd ballast_;
};

// All that is free, then what that leaves: the kernel's accounting moves meanwhile.
Result<void> take_all_space(int ballast) {
  struct statvfs room{};
  if (::fstatvfs(ballast, &room) != 0) return system_failure("look at the subject's disk", errno);
  const off_t free = static_cast<off_t>(room.f_bavail) * static_cast<off_t>(room.f_frsize);
  if (free > 0 && ::fallocate(ballast, 0, 0, free) != 0 && errno != ENOSPC) {
    return system_failure("fill the subject's disk", errno);
  }
  constexpr std::array<char, 4096> kPage{};
  ::lseek(ballast, 0, SEEK_END);
  while (::write(ballast, kPage.data(), kPage.size()) > 0) {
  }
  if (errno != ENOSPC) return system_failure("fill the subject's disk", errno);
  return {};
}

}  // namespace

Result<void> DiskFull::possible() const {
  if (!disk_) return std::unexpected(disk_.error());
  return {};
}

Result<std::unique_ptr<FaultInForce>> DiskFull::strike() {
  if (!disk_) return std::unexpected(disk_.error());
  UniqueFd ballast(::openat(*disk_, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
  if (!ballast) return system_failure("make a file on the subject's disk", errno);
  if (const auto taken = take_all_space(ballast.get()); !taken) {
    return std::unexpected(taken.error());
  }
  return std::make_unique<BallastInForce>(std::move(ballast));
}

}  // namespace tidemark::harness
