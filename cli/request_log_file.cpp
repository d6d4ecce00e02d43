#include "cli/request_log_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "harness/sites/request_line.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::cli {

Result<RequestLogFile> RequestLogFile::open(const std::string& path) {
  // Not waiting: a pipe that nobody reads must not keep Ctrl-C from ending the program.
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0644));
  if (!fd) {
    const int cause = errno;
    Error error = system_error("open the log " + path, cause);
    if (cause == ENXIO) error.message += "; nobody reads this pipe";
    error.code = ErrorCode::kBadInput;
    return std::unexpected(std::move(error));
  }
  return RequestLogFile(path, std::move(fd));
}

bool RequestLogFile::write_rest() {
  while (!rest_.empty()) {
    const ssize_t count = ::write(fd_.get(), rest_.data(), rest_.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    rest_.erase(0, static_cast<std::size_t>(count));
  }
  return true;
}

Result<void> RequestLogFile::append(const harness::RequestLog::Taken& taken) {
  lost_ += taken.lost;
  const SteadyTime steady = steady_now();
  const auto wall = std::chrono::system_clock::now();
  const bool had_rest = !rest_.empty();
  bool written = write_rest();
  for (const harness::SiteRequest& request : taken.requests) {
    if (!written) {
      ++lost_;
      continue;
    }
    const std::string line = harness::request_line(request, steady, wall) + "\n";
    rest_ = line;
    written = write_rest();
    // Nothing of it is there: next time another may begin.
    if (!written && rest_.size() == line.size()) {
      rest_.clear();
      ++lost_;
    }
  }
  const int cause = errno;
  // Having nothing to write is no success.
  if (written && (had_rest || !taken.requests.empty())) failing_ = false;
  if (written || std::exchange(failing_, true)) return {};
  return system_failure("write the log " + path_, cause);
}

}  // namespace tidemark::cli
