#include "analyzer/listedit/locked_list.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "probes/base/bytes.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;

constexpr Bytes kLargest = Bytes::mib(1024);
constexpr mode_t kPermissions = 07777;

Result<std::string> read_all(int fd, const std::string& name) {
  std::string text;
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read " + name, errno);
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > kLargest.count) {
      return failure(ErrorCode::kBadInput, name + " is larger than 1 GiB, which no list is");
    }
  }
}

// Whether the name still leads to the open file.
bool is_same_file(int fd, const fs::path& path) {
  struct stat open{};
  struct stat named{};
  return ::fstat(fd, &open) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

Result<void> write_synced(const fs::path& file, std::string_view text, const struct stat& like) {
  const std::string name = printable(file.string());
  // Whatever a killed writer left, or somebody else put there.
  ::unlink(file.c_str());
  const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return system_failure("create " + name, errno);
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd.get(), text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return system_failure("write " + name, errno);
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  // Only root may give files away; a list that another user owns becomes ours otherwise.
  if (::fchown(fd.get(), like.st_uid, like.st_gid) != 0) {
    static_cast<void>(::fchown(fd.get(), static_cast<uid_t>(-1), like.st_gid));
  }
  if (::fchmod(fd.get(), like.st_mode & kPermissions) != 0) {
    return system_failure("set the permissions of " + name, errno);
  }
  if (::fsync(fd.get()) != 0) return system_failure("sync " + name, errno);
  return {};
}

void sync_folder(const fs::path& folder) {
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) static_cast<void>(::fsync(fd.get()));
}

}  // namespace

Result<LockedList> LockedList::open(const fs::path& file, Lock lock) {
  const std::string name = printable(file.string());
  std::error_code error;
  fs::path path = fs::canonical(file, error);
  if (error) return system_failure("find the list " + name, error.value());
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return system_failure("open the list " + name, errno);
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return system_failure("look at " + name, errno);
  if (!S_ISREG(status.st_mode)) {
    return failure(ErrorCode::kBadInput, name + " is no regular file; lists that are edited are");
  }
  // Taken over by rename, the lock would be on a file that nobody sees any more.
  const int mode = lock == Lock::kToChange ? LOCK_EX : LOCK_SH;
  if (::flock(fd.get(), mode | LOCK_NB) != 0 || !is_same_file(fd.get(), path)) {
    return failure(ErrorCode::kUnavailable,
                   name + " is in use by another tidemark; try again when it has ended");
  }
  auto content = read_all(fd.get(), name);
  if (!content) return std::unexpected(content.error());
  return LockedList(std::move(path), std::move(fd), *std::move(content));
}

Result<void> LockedList::check_unchanged() const {
  const std::string name = printable(path_.string());
  const auto now = read_all(fd_.get(), name);
  if (!now) return std::unexpected(now.error());
  if (*now != content_ || !is_same_file(fd_.get(), path_)) {
    return failure(ErrorCode::kBadInput,
                   name + " was changed by somebody else meanwhile; nothing was written");
  }
  return {};
}

Result<void> LockedList::replace(std::string_view content) {
  struct stat status{};
  if (::fstat(fd_.get(), &status) != 0) {
    return system_failure("look at " + printable(path_.string()), errno);
  }
  const fs::path fresh = path_.parent_path() / ("." + path_.filename().string() + ".tidemark-new");
  auto done = write_synced(fresh, content, status);
  if (done) done = check_unchanged();
  if (done && ::rename(fresh.c_str(), path_.c_str()) != 0) {
    done = system_failure("replace " + printable(path_.string()), errno);
  }
  if (!done) {
    ::unlink(fresh.c_str());
    return done;
  }
  sync_folder(path_.parent_path());
  content_ = content;
  return {};
}

}  // namespace tidemark::analyzer
