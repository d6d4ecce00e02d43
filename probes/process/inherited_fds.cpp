#include "probes/process/inherited_fds.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

namespace tidemark::probes {

Result<InheritedFds> InheritedFds::prepare(std::span<const InheritedFd> wanted) {
  InheritedFds fds;
  std::vector<int> numbers;
  for (const InheritedFd& fd : wanted) {
    if (fd.theirs < 0 || std::ranges::find(numbers, fd.theirs) != numbers.end()) {
      return failure(ErrorCode::kBadInput,
                     "pass descriptor " + std::to_string(fd.theirs) + ": negative, or given twice");
    }
    numbers.push_back(fd.theirs);
    fds.floor_ = std::max(fds.floor_, fd.theirs + 1);
  }
  UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null) return system_failure("open /dev/null", errno);
  for (int standard = 0; standard <= 2; ++standard) {
    if (std::ranges::find(numbers, standard) != numbers.end()) continue;
    if (auto added = fds.add(standard, null.get()); !added) return std::unexpected(added.error());
  }
  for (const InheritedFd& fd : wanted) {
    if (auto added = fds.add(fd.theirs, fd.ours); !added) return std::unexpected(added.error());
  }
  fds.held_.push_back(std::move(null));
  if (auto occupied = fds.occupy_below(); !occupied) return std::unexpected(occupied.error());
  if (auto enough = fds.check_some_left(); !enough) return std::unexpected(enough.error());
  return fds;
}

Result<void> InheritedFds::add(int theirs, int ours) {
  UniqueFd copy(::fcntl(ours, F_DUPFD_CLOEXEC, floor_));
  if (!copy) {
    return system_failure(
        "pass descriptor " + std::to_string(ours) + " as " + std::to_string(theirs), errno);
  }
  moves_.push_back({.from = copy.get(), .to = theirs});
  held_.push_back(std::move(copy));
  return {};
}

Result<void> InheritedFds::occupy_below() {
  for (;;) {
    UniqueFd lowest(::fcntl(moves_.front().from, F_DUPFD_CLOEXEC, 0));
    if (!lowest) return system_failure("duplicate a descriptor", errno);
    if (lowest.get() >= floor_) return {};
    held_.push_back(std::move(lowest));
  }
}

Result<void> InheritedFds::check_some_left() const {
  // The launcher's pipe and handle (an epoll set, two event descriptors and a pidfd), our report
  // pipe and our pidfd, rounded up. Boost leaks its pidfd if one of the others fails, and the child
  // runs by then.
  std::array<UniqueFd, 12> spare;
  for (UniqueFd& fd : spare) {
    fd.reset(::fcntl(moves_.front().from, F_DUPFD_CLOEXEC, 0));
    if (!fd) return system_failure("keep descriptors free to start a program", errno);
  }
  return {};
}

}  // namespace tidemark::probes
