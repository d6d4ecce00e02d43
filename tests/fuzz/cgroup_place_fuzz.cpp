// Whatever /proc/self/mountinfo and /proc/self/cgroup say, a place is below a mount point or
// absent.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "probes/ownership/cgroup_place.hpp"
#include "probes/ownership/cgroup_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // Up to a NUL the one, behind it the other.
  const std::size_t middle = std::min(text.find('\0'), text.size());
  const std::string_view mounts = text.substr(0, middle);
  const auto place = tidemark::probes::parse_cgroup_place(mounts, text.substr(middle));
  if (place.unified && mounts.find("cgroup2") == std::string_view::npos) std::abort();
  for (const int pid : tidemark::probes::parse_cgroup_pids(text)) {
    if (pid <= 0) std::abort();
  }
  return 0;
}
