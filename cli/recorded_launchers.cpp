#include "cli/recorded_launchers.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "analyzer/browser/profile_lease.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

// Nothing for a lease that is not ours, not of this boot or not complete.
std::optional<probes::RecordedLauncher> read_lease(const fs::path& directory,
                                                   const std::string& boot_id) {
  const UniqueFd file(::open((directory / analyzer::kLeaseFile).c_str(),
                             O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (!file || ::fstat(file.get(), &status) != 0 || status.st_uid != ::geteuid()) return {};
  std::array<char, 4096> text{};
  const ssize_t length = ::read(file.get(), text.data(), text.size());
  if (length <= 0) return {};
  const auto lease = analyzer::parse_lease({text.data(), static_cast<std::size_t>(length)});
  if (!lease || lease->boot_id != boot_id) return {};
  return probes::RecordedLauncher{.directory = directory, .process = lease->owner};
}

}  // namespace

std::vector<probes::RecordedLauncher> recorded_launchers(const std::vector<fs::path>& roots) {
  std::vector<probes::RecordedLauncher> found;
  const auto boot_id = read_boot_id();
  if (!boot_id) return found;
  std::error_code error;
  for (const fs::path& root : roots) {
    for (fs::directory_iterator at(fs::canonical(root, error), error), end; !error && at != end;
         at.increment(error)) {
      if (!at->path().filename().native().starts_with(analyzer::kProfilePrefix)) continue;
      if (auto lease = read_lease(at->path(), *boot_id)) found.push_back(*std::move(lease));
    }
  }
  return found;
}

}  // namespace tidemark::cli
