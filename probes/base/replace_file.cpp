#include "probes/base/replace_file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "probes/base/unique_fd.hpp"

namespace tidemark {
namespace fs = std::filesystem;
namespace {

Result<void> write_all(int fd, const std::string& file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return system_failure("write " + file, errno);
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

Result<void> write_synced(const std::string& file, std::string_view text, mode_t mode) {
  // A leftover of a writer that was killed is written over.
  const UniqueFd fd(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!fd) return system_failure("create " + file, errno);
  if (auto written = write_all(fd.get(), file, text); !written) return written;
  // Also where a full disk or quota shows on network file systems.
  if (::fsync(fd.get()) != 0) return system_failure("sync " + file, errno);
  return {};
}

Result<void> write_into(const std::string& device, std::string_view text) {
  const UniqueFd fd(::open(device.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd) return system_failure("open " + device, errno);
  return write_all(fd.get(), device, text);
}

// Makes the new name last. Some file systems cannot, and the file itself is safe already.
void sync_folder(const std::filesystem::path& folder) {
  const UniqueFd fd(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) static_cast<void>(::fsync(fd.get()));
}

}  // namespace

Result<void> replace_file(const std::filesystem::path& name, std::string_view text,
                          Readers readers) {
  std::error_code error;
  const fs::file_status there = fs::status(name, error);
  if (fs::is_directory(there)) {
    return failure(ErrorCode::kBadInput, "write " + name.string() + ": it is a directory");
  }
  // Whoever writes to /dev/null or a pipe wants that one, and root could take its name.
  if (fs::exists(there) && !fs::is_regular_file(there)) return write_into(name.string(), text);
  fs::path file = fs::exists(there) ? fs::canonical(name, error) : name;
  if (error) file = name;
  const std::string fresh = file.string() + ".new";
  auto written = write_synced(fresh, text, readers == Readers::kOwner ? 0600 : 0644);
  if (written && ::rename(fresh.c_str(), file.c_str()) != 0) {
    written = system_failure("replace " + file.string(), errno);
  }
  if (!written) {
    ::unlink(fresh.c_str());
    return written;
  }
  sync_folder(file.parent_path());
  return {};
}

}  // namespace tidemark
