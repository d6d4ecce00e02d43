#include "probes/orphans/profile_directories.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>
#include <system_error>

#include "probes/base/unique_fd.hpp"
#include "probes/orphans/directory_use.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBlock = 512;  // of stat's st_blocks

struct Times {
  std::chrono::nanoseconds made{};  // since the epoch
  std::chrono::nanoseconds changed{};
};

std::chrono::nanoseconds since_epoch(const statx_timestamp& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::chrono::nanoseconds now_since_epoch() {
  return std::chrono::system_clock::now().time_since_epoch();
}

std::optional<struct statx> look(const fs::path& path) {
  struct statx status{};
  const unsigned wanted = STATX_TYPE | STATX_UID | STATX_MTIME | STATX_BTIME | STATX_BLOCKS;
  if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, wanted, &status) != 0) return {};
  return status;
}

bool is_our_directory(const fs::path& path) {
  const auto status = look(path);
  return status && S_ISDIR(status->stx_mode) && status->stx_uid == ::geteuid();
}

// Where the file system keeps no birth times the last change stands in: later, so that more
// processes may have made it.
Times times_of(const fs::path& directory) {
  const auto status = look(directory);
  if (!status) return {now_since_epoch(), now_since_epoch()};
  const bool born = (status->stx_mask & STATX_BTIME) != 0;
  Times times{.made = since_epoch(born ? status->stx_btime : status->stx_mtime),
              .changed = since_epoch(status->stx_mtime)};
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    if (const auto entry = look(at->path())) {
      times.changed = std::max(times.changed, since_epoch(entry->stx_mtime));
    }
  }
  return times;
}

// Chromium's SingletonLock: a link to "HOST-PID".
std::optional<std::string> holder_by_singleton_lock(const MachineView& view,
                                                    const fs::path& profile,
                                                    const std::set<ProcessId>& doomed,
                                                    DirectoryUse& use) {
  std::error_code error;
  const std::string target = fs::read_symlink(profile / "SingletonLock", error).string();
  const std::size_t dash = target.rfind('-');
  if (error || dash == std::string::npos) return {};
  Pid pid = 0;
  if (std::from_chars(target.data() + dash + 1, target.data() + target.size(), pid).ec !=
      std::errc()) {
    return {};
  }
  std::array<char, HOST_NAME_MAX + 1> host{};
  (void)::gethostname(host.data(), host.size() - 1);
  if (target.substr(0, dash) != host.data()) {
    use = DirectoryUse::kUnknown;
    return fmt::format("a browser on another host or in a container locked it ({})", target);
  }
  const ViewedProcess* holder = view.find(pid);
  // A number that belongs to something else by now is no browser's.
  if (holder == nullptr || holder->role != Role::kBrowser || doomed.contains(holder->facts.id)) {
    return {};
  }
  use = DirectoryUse::kInUse;
  return fmt::format("its lock belongs to {} (pid {})", holder->facts.name, pid);
}

// Tidemark's lease: whoever holds its lock lives.
bool lease_is_held(const fs::path& directory) {
  const UniqueFd lease(
      ::open((directory / "lease").c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  return lease && ::flock(lease.get(), LOCK_EX | LOCK_NB) != 0;
}

// What Chromium makes for its profile's socket, and nothing else: its use shows in the socket.
bool holds_only_singleton(const fs::path& directory) {
  std::error_code error;
  bool any = false;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    if (!at->path().filename().native().starts_with("Singleton")) return false;
    any = true;
  }
  return any && !error;
}

std::optional<std::string> lock_holder(const MachineView& view, const fs::path& directory,
                                       const std::set<ProcessId>& doomed, DirectoryUse& use) {
  for (const fs::path& profile : {directory, directory / "profile"}) {
    if (auto holder = holder_by_singleton_lock(view, profile, doomed, use)) return holder;
  }
  if (lease_is_held(directory)) {
    use = DirectoryUse::kInUse;
    return "a live analyzer, or its guard, holds its lease";
  }
  return {};
}

// Nothing shows its use; whoever may use it made it.
void judge_by_creator(const MachineView& view, SteadyTime at, const std::set<ProcessId>& doomed,
                      ScratchDirectory& found) {
  const Made made{.in = found.path.parent_path(), .at = at, .by = found.launcher};
  if (auto session = session_of(view, made, doomed)) {
    found.use = DirectoryUse::kInUse;
    found.reason = *std::move(session);
  } else if (auto creator = possible_creator(view, made, doomed)) {
    found.reason = *std::move(creator);
  } else {
    found.use = DirectoryUse::kUnused;
  }
}

}  // namespace

Bytes directory_size(const fs::path& directory) {
  Bytes size;
  if (const auto status = look(directory)) size.count = status->stx_blocks * kBlock;
  std::error_code error;
  constexpr auto kOptions = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(directory, kOptions, error), end; !error && at != end;
       at.increment(error)) {
    if (const auto status = look(at->path())) size.count += status->stx_blocks * kBlock;
  }
  return size;
}

ScratchDirectory inspect_directory(const MachineView& view, const fs::path& directory,
                                   const std::set<ProcessId>& doomed) {
  const ScratchName name = scratch_name(directory.filename().native()).value_or(ScratchName{});
  const Times times = times_of(directory);
  const auto ago = [](std::chrono::nanoseconds moment) { return now_since_epoch() - moment; };
  ScratchDirectory found{
      .path = directory,
      .launcher = name.launcher,
      .age = std::chrono::duration_cast<std::chrono::milliseconds>(ago(times.changed))};
  if (auto sign = sign_of_use(view, directory, doomed)) {
    found.use = DirectoryUse::kInUse;
    found.reason = *std::move(sign);
  } else if (auto holder = lock_holder(view, directory, doomed, found.use)) {
    found.reason = *std::move(holder);
  } else if (auto blind = blind_spot(view, doomed)) {
    found.reason = *std::move(blind);
  } else if (name.needs_creator && !holds_only_singleton(directory)) {
    judge_by_creator(view, steady_now() - ago(times.made), doomed, found);
  } else {
    found.use = DirectoryUse::kUnused;
  }
  return found;
}

std::vector<ScratchDirectory> scratch_directories(const MachineView& view,
                                                  const DirectorySearch& search) {
  std::set<fs::path> roots;
  std::error_code error;
  for (const fs::path& root : search.roots) {
    fs::path resolved = fs::canonical(root, error);
    if (!error) roots.insert(std::move(resolved));
  }
  std::vector<ScratchDirectory> found;
  for (const fs::path& root : roots) {
    for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
      const fs::path& path = at->path();
      if (!scratch_name(path.filename().native()) || !is_our_directory(path)) continue;
      ScratchDirectory directory = inspect_directory(view, path, search.doomed);
      if (directory.age < search.min_age) continue;
      directory.bytes = directory_size(path);
      found.push_back(std::move(directory));
    }
  }
  std::ranges::sort(found, {}, &ScratchDirectory::path);
  return found;
}

std::optional<ScratchDirectory> scratch_directory_of(const MachineView& view,
                                                     const fs::path& profile,
                                                     const std::set<ProcessId>& doomed) {
  std::error_code error;
  const fs::path resolved = fs::canonical(profile, error);
  if (error || !profile.is_absolute()) return {};
  fs::path directory;
  for (const fs::path& part : resolved) {
    directory /= part;
    if (!scratch_name(part.native())) continue;
    if (!is_our_directory(directory)) return {};
    ScratchDirectory found = inspect_directory(view, directory, doomed);
    found.bytes = directory_size(directory);
    return found;
  }
  return {};
}

Result<void> remove_scratch_directory(const fs::path& directory) {
  if (!is_our_directory(directory)) {
    return failure(ErrorCode::kDenied, directory.string() + ": is not a directory of our user");
  }
  std::error_code error;
  fs::remove_all(directory, error);  // opens nothing through a link
  if (error) return system_failure("remove " + directory.string(), error.value());
  return {};
}

}  // namespace tidemark::probes
