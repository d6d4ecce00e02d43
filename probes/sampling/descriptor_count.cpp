#include "probes/sampling/descriptor_count.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <system_error>

#include "probes/base/unique_fd.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

Absence absence_of(const std::error_code& error) {
  return error == std::errc::permission_denied ? Absence::kDenied : Absence::kGone;
}

Reading<int> count_entries(const fs::path& directory) {
  std::error_code error;
  int count = 0;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    ++count;
  }
  if (error) return absence_of(error);
  return count;
}

}  // namespace

// Our own directory settles it, because looking at it takes a descriptor itself: before Linux 6.2
// its size is always 0.
bool kernel_counts_descriptors() {
  static const bool counts = [] {
    const UniqueFd own(::open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat status{};
    return own && ::fstat(own.get(), &status) == 0 && status.st_size > 0;
  }();
  return counts;
}

Reading<int> count_descriptors(Pid pid, const fs::path& proc) {
  const fs::path directory = proc / std::to_string(pid) / "fd";
  if (proc != "/proc" || !kernel_counts_descriptors()) return count_entries(directory);
  struct stat status{};
  if (::stat(directory.c_str(), &status) != 0) {
    return absence_of(std::error_code(errno, std::generic_category()));
  }
  return static_cast<int>(std::min<off_t>(status.st_size, std::numeric_limits<int>::max()));
}

}  // namespace tidemark::probes
