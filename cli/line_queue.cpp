#include "cli/line_queue.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace tidemark::cli {
namespace {

constexpr std::size_t kMostQueued = std::size_t{4} * 1024 * 1024;
// A pipe that polls writable takes at least so much without a wait (pipe(7)).
constexpr std::size_t kPipeBuf = 4096;

}  // namespace

void LineQueue::add(std::string line) {
  if (queued_ > kMostQueued) {
    ++dropped_;
    return;
  }
  line += '\n';
  queued_ += line.size();
  lines_.push_back(std::move(line));
}

Result<bool> LineQueue::write_some(Milliseconds patience) {
  pollfd writable{.fd = fd_, .events = POLLOUT, .revents = 0};
  const int ready = ::poll(&writable, 1, static_cast<int>(patience.count()));
  if (ready <= 0) return false;
  const std::string& line = lines_.front();
  const std::size_t size = std::min(kPipeBuf, line.size() - written_);
  const ssize_t count = ::write(fd_, line.data() + written_, size);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return false;
  if (count < 0) return system_failure("write to standard output", errno);
  written_ += static_cast<std::size_t>(count);
  if (written_ == line.size()) {
    queued_ -= line.size();
    written_ = 0;
    lines_.pop_front();
  }
  return true;
}

Result<void> LineQueue::turn() {
  while (!lines_.empty()) {
    const Result<bool> wrote = write_some(Milliseconds(0));
    if (!wrote) return std::unexpected(wrote.error());
    if (!*wrote) return {};
  }
  return {};
}

Result<void> LineQueue::flush(Deadline deadline) {
  while (!lines_.empty()) {
    const Result<bool> wrote = write_some(deadline.remaining());
    if (!wrote) return std::unexpected(wrote.error());
    if (!*wrote && deadline.passed()) {
      return failure(ErrorCode::kTimedOut,
                     "write to standard output: its reader does not take it; lines are lost");
    }
  }
  return {};
}

}  // namespace tidemark::cli
