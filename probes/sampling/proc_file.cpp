#include "probes/sampling/proc_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace tidemark::probes {
namespace {

std::unexpected<Error> proc_failure(const char* verb, const std::filesystem::path& path,
                                    int error) {
  Error failed = system_error(std::string(verb) + " " + path.string(), error);
  // A process that ends takes its directory along: an observation, not a missing file.
  if (failed.code == ErrorCode::kNotFound) failed.code = ErrorCode::kGone;
  return std::unexpected(std::move(failed));
}

}  // namespace

Result<UniqueFd> open_proc_file(const std::filesystem::path& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return proc_failure("open", path, errno);
  return fd;
}

Result<std::string> read_proc_file(const UniqueFd& fd, const std::filesystem::path& path,
                                   std::size_t limit) {
  std::string text(limit, '\0');
  std::size_t length = 0;
  while (length < limit) {
    const ssize_t count = ::read(fd.get(), text.data() + length, limit - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return proc_failure("read", path, errno);
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  text.resize(length);
  return text;
}

Result<std::string> read_file_of(const ProcessId& id, const char* name, std::size_t limit,
                                 const std::filesystem::path& proc) {
  const std::filesystem::path path = proc / std::to_string(id.pid) / name;
  const Result<UniqueFd> fd = open_proc_file(path);
  if (!fd) return std::unexpected(fd.error());
  // An open file stays with the process it was opened for, so an identity that holds now held then.
  const Result<ProcessId> now = read_process_id(id.pid);
  if (!now) return std::unexpected(now.error());
  if (*now != id) return failure(ErrorCode::kGone, path.string() + ": belongs to a later process");
  return read_proc_file(*fd, path, limit);
}

}  // namespace tidemark::probes
