#include "harness/run/fingerprint.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <thread>

namespace tidemark::harness {

Environment read_fingerprint(const std::string& tidemark_version) {
  Environment here{.tidemark = tidemark_version, .root = ::geteuid() == 0};
  utsname names{};
  if (::uname(&names) == 0) {
    here.kernel = std::string(names.sysname) + " " + names.release;
    here.machine = names.machine;
  }
  here.cores = static_cast<int>(std::thread::hardware_concurrency());
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long page = ::sysconf(_SC_PAGESIZE);
  if (pages > 0 && page > 0) {
    here.memory_bytes = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page);
  }
  return here;
}

}  // namespace tidemark::harness
