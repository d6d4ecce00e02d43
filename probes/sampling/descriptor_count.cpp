#include "probes/sampling/descriptor_count.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <string>
#include <system_error>

#include "probes/base/unique_fd.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

// Since Linux 6.2 the size of /proc/PID/fd is the number of entries; before, it is always 0. Our
// own directory settles which, because looking at it takes a descriptor itself.
bool kernel_counts() {
  static const bool counts = [] {
    const UniqueFd own(::open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat status{};
    return own && ::fstat(own.get(), &status) == 0 && status.st_size > 0;
  }();
  return counts;
}

std::optional<int> count_entries(const fs::path& directory) {
  std::error_code error;
  int count = 0;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    ++count;
  }
  if (error) return {};
  return count;
}

}  // namespace

std::optional<int> count_descriptors(Pid pid, const fs::path& proc) {
  const fs::path directory = proc / std::to_string(pid) / "fd";
  if (proc != "/proc" || !kernel_counts()) return count_entries(directory);
  struct stat status{};
  if (::stat(directory.c_str(), &status) != 0) return {};
  return static_cast<int>(std::min<off_t>(status.st_size, std::numeric_limits<int>::max()));
}

}  // namespace tidemark::probes
