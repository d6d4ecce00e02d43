#include "harness/run/directory_census.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <system_error>

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;

// Enough to tell a profile from an empty directory; a subject cannot hold us up with more.
constexpr int kMostFilesCounted = 20'000;

std::chrono::nanoseconds reading_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

SteadyTime steady_time_of(std::chrono::nanoseconds wall) {
  return SteadyTime(wall - reading_of(CLOCK_REALTIME) + reading_of(CLOCK_MONOTONIC));
}

std::optional<DirectoryEntry> look_at(const fs::path& path) {
  struct statx facts{};
  if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME,
              &facts) != 0) {
    return std::nullopt;
  }
  const bool knows_birth = (facts.stx_mask & STATX_BTIME) != 0;
  const statx_timestamp& time = knows_birth ? facts.stx_btime : facts.stx_mtime;
  const std::chrono::nanoseconds made =
      std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  return DirectoryEntry{.path = path,
                        .made = steady_time_of(made),
                        .owner = facts.stx_uid,
                        .identity = {.inode = facts.stx_ino, .made = made}};
}

Bytes size_of(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (fs::is_regular_file(status)) {
    const auto size = fs::file_size(path, error);
    return {error ? 0 : size};
  }
  Bytes sum;
  if (!fs::is_directory(status)) return sum;
  int counted = 0;
  fs::recursive_directory_iterator file(path, fs::directory_options::skip_permission_denied, error);
  for (; !error && file != fs::recursive_directory_iterator() && counted < kMostFilesCounted;
       file.increment(error), ++counted) {
    std::error_code vanished;
    if (!file->is_regular_file(vanished) || file->is_symlink(vanished)) continue;
    const auto size = file->file_size(vanished);
    if (!vanished) sum += {size};
  }
  return sum;
}

}  // namespace

std::vector<DirectoryEntry> list_directory(const fs::path& directory) {
  std::vector<DirectoryEntry> found;
  std::error_code error;
  for (fs::directory_iterator each(directory, error); !error && each != fs::directory_iterator();
       each.increment(error)) {
    if (auto entry = look_at(each->path())) found.push_back(*std::move(entry));
  }
  std::ranges::sort(found, {}, &DirectoryEntry::path);
  return found;
}

LeftEntry measured(const DirectoryEntry& entry) {
  return {.path = entry.path, .bytes = size_of(entry.path), .made = entry.made};
}

std::vector<LeftEntry> take_directory_census(const fs::path& directory) {
  std::vector<LeftEntry> found;
  for (const DirectoryEntry& entry : list_directory(directory)) found.push_back(measured(entry));
  return found;
}

}  // namespace tidemark::harness
