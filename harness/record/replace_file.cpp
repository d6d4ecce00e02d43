#include "harness/record/replace_file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {
namespace {

constexpr mode_t kMode = 0644;

Result<void> write_synced(const std::string& file, std::string_view text) {
  // A leftover of a writer that was killed is written over.
  const UniqueFd fd(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, kMode));
  if (!fd) return system_failure("create " + file, errno);
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd.get(), text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return system_failure("write " + file, errno);
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  // Also where a full disk or quota shows on network file systems.
  if (::fsync(fd.get()) != 0) return system_failure("sync " + file, errno);
  return {};
}

// Makes the new name last. Some file systems cannot, and the file itself is safe already.
void sync_folder(const std::filesystem::path& folder) {
  const UniqueFd fd(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) static_cast<void>(::fsync(fd.get()));
}

}  // namespace

Result<void> replace_file(const std::filesystem::path& file, std::string_view text) {
  const std::string fresh = file.string() + ".new";
  auto written = write_synced(fresh, text);
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

}  // namespace tidemark::harness
