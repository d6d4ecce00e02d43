#include "analyzer/browser/sweep.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <system_error>

#include "analyzer/browser/profile_lease.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/process_ref.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;

namespace {

constexpr std::time_t kYoungSeconds = 60;

// The owner's lock, taken over; nothing if somebody holds it or the directory is not ours to touch.
struct Claim {
  UniqueFd lock;  // empty when the directory has no lease file (any more)
  std::string text;
};

bool is_young(const struct stat& status) {
  return ::time(nullptr) - status.st_mtim.tv_sec < kYoungSeconds;
}

// From the start, up to 64 KiB. Not through a stream: a process that ends while its file is read
// would be an exception.
std::string read_all(int fd) {
  constexpr std::size_t kMost = 64UL << 10U;
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 1; count > 0 && text.size() < kMost;) {
    count = ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
    if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text;
}

std::optional<Claim> claim(const fs::path& path, bool unfinished) {
  const UniqueFd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status{};
  if (!directory || ::fstat(directory.get(), &status) != 0) return std::nullopt;
  if (status.st_uid != ::geteuid()) return std::nullopt;
  // Between its creation and its lock a new directory looks ownerless.
  if (unfinished && is_young(status)) return std::nullopt;
  const std::string lease(kLeaseFile);
  UniqueFd lock(
      ::openat(directory.get(), lease.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  // A profile gets its name with its lease locked and loses the lease last: without one it is
  // being, or was nearly, removed.
  if (!lock) return errno == ENOENT ? std::optional<Claim>(Claim{}) : std::nullopt;
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  // Whoever held the lock may have removed the file and somebody else made a new one since we
  // opened it.
  struct stat opened{};
  struct stat named{};
  if (::fstat(lock.get(), &opened) != 0 || !S_ISREG(opened.st_mode)) return std::nullopt;
  if (::fstatat(directory.get(), lease.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0 ||
      named.st_ino != opened.st_ino || named.st_dev != opened.st_dev) {
    return std::nullopt;
  }
  std::string text = read_all(lock.get());
  return Claim{.lock = std::move(lock), .text = std::move(text)};
}

bool runs_in(Pid pid, const fs::path& directory) {
  const std::string file = "/proc/" + std::to_string(pid) + "/cmdline";
  const UniqueFd arguments(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  return arguments && read_all(arguments.get()).contains(directory.string());
}

// Ends the browser that the lease names, if it still runs there. An error keeps the directory.
Result<Pid> end_browser(const std::string& lease, const fs::path& directory) {
  const auto record = parse_lease(lease);
  const auto boot = read_boot_id();
  if (!record || !boot || record->boot_id != *boot) return Pid{0};
  const std::optional<ProcessId>& named = record->browser;
  if (!named) return Pid{0};
  const auto browser = probes::ProcessRef::open(*named);
  if (!browser || !browser->alive() || !runs_in(browser->pid(), directory)) return Pid{0};
  constexpr auto kPatience = std::chrono::seconds(1);
  const auto killed = browser->kill_group(Deadline::in(kPatience));
  if (!killed && killed.error().code != ErrorCode::kGone) return std::unexpected(killed.error());
  return browser->pid();
}

SweptProfile sweep_one(const fs::path& directory, const Claim& claimed) {
  SweptProfile swept{.directory = directory};
  const auto ended = end_browser(claimed.text, directory);
  if (!ended) {
    swept.problem = ended.error().message;
    return swept;
  }
  swept.ended_browser = *ended;
  constexpr auto kPatience = std::chrono::seconds(1);
  const auto removed = remove_leased_directory(directory, Deadline::in(kPatience));
  if (!removed) swept.problem = removed.error().message;
  return swept;
}

}  // namespace

std::vector<SweptProfile> sweep_profiles(const fs::path& scratch_root) {
  std::vector<fs::path> candidates;
  std::error_code error;
  // A browser's command line names its profile as its owner spelled it: with links resolved.
  const fs::path root = fs::canonical(scratch_root, error);
  if (error) return {};
  for (fs::directory_iterator entry(root, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(kProfilePrefix) || name.starts_with(kNewProfilePrefix)) {
      candidates.push_back(entry->path());
    }
  }
  std::vector<SweptProfile> swept;
  for (const fs::path& directory : candidates) {
    const bool unfinished = directory.filename().string().starts_with(kNewProfilePrefix);
    if (const auto claimed = claim(directory, unfinished)) {
      swept.push_back(sweep_one(directory, *claimed));
    }
  }
  return swept;
}

}  // namespace tidemark::analyzer
