#include "probes/sampling/proc_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "probes/sampling/kernel_units.hpp"
#include "probes/sampling/stat_reader.hpp"

namespace tidemark::probes {
namespace {

constexpr std::size_t kMaxStat = 1024;

// Whether a process has given its memory back, as the first thing that ending does. Told to
// anybody.
bool is_ending(const std::filesystem::path& process) {
  std::array<char, kMaxStat> text{};
  const UniqueFd fd(::open((process / "stat").c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return ::access(process.c_str(), F_OK) != 0;
  const ssize_t length = ::read(fd.get(), text.data(), text.size());
  if (length <= 0) return true;
  const auto facts = parse_stat({text.data(), static_cast<std::size_t>(length)}, KernelUnits());
  return facts && (is_zombie(*facts) || facts->rss == Bytes{});
}

std::unexpected<Error> proc_failure(const char* verb, const std::filesystem::path& path,
                                    int error) {
  return std::unexpected(
      proc_error(std::string(verb) + " " + path.string(), path.parent_path(), error));
}

}  // namespace

Error proc_error(std::string_view operation, const std::filesystem::path& process, int error) {
  Error failed = system_error(operation, error);
  // A process that ends takes its directory along: an observation, not a missing file.
  if (failed.code == ErrorCode::kNotFound) failed.code = ErrorCode::kGone;
  if (failed.code == ErrorCode::kDenied && is_ending(process)) failed.code = ErrorCode::kGone;
  return failed;
}

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
