#include "analyzer/listedit/synced_file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "probes/base/printable.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {
namespace {

Result<void> write_new(const std::string& file, std::string_view text) {
  const UniqueFd fd(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd) return system_failure("create " + printable(file), errno);
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd.get(), text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return system_failure("write " + printable(file), errno);
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (::fsync(fd.get()) != 0) return system_failure("sync " + printable(file), errno);
  return {};
}

}  // namespace

Result<void> write_synced_file(const std::filesystem::path& file, std::string_view text) {
  const std::string fresh = file.string() + ".new";
  auto written = write_new(fresh, text);
  if (written && ::rename(fresh.c_str(), file.c_str()) != 0) {
    written = system_failure("replace " + printable(file.string()), errno);
  }
  if (!written) {
    ::unlink(fresh.c_str());
    return written;
  }
  const UniqueFd folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder) static_cast<void>(::fsync(folder.get()));
  return {};
}

}  // namespace tidemark::analyzer
