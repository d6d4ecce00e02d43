#include "analyzer/output/line_writer.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string_view>
#include <thread>

#include <boost/asio/post.hpp>

#include "analyzer/loop/wakeup.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

// What may wait for a slow reader; what a fast one gets in one piece is less.
constexpr std::size_t kBytesWaiting = std::size_t{1} << 20U;

// How many of the bytes to write at once: no more than a pipe that polls writable takes without
// blocking (pipe(7)), and whole lines where that is possible, so that a kill cuts none in two.
std::size_t next_piece(std::string_view bytes) {
  constexpr std::size_t kPipeBuf = 4096;
  if (bytes.size() <= kPipeBuf) return bytes.size();
  const std::size_t newline = bytes.rfind('\n', kPipeBuf - 1);
  return newline == std::string_view::npos ? kPipeBuf : newline + 1;
}

class ThreadedWriter final : public LineWriter {
 public:
  ThreadedWriter(asio::any_io_executor executor, int fd)
      : executor_(std::move(executor)),
        fd_(fd),
        stop_event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    writer_ = std::jthread([this] { write_all(); });
  }
  ThreadedWriter(const ThreadedWriter&) = delete;
  ThreadedWriter& operator=(const ThreadedWriter&) = delete;
  ~ThreadedWriter() override;

  asio::awaitable<bool> write(std::string line) override;
  Result<void> flush(Deadline deadline) override;
  std::optional<Error> error() const override {
    const std::lock_guard lock(mutex_);
    return error_;
  }

 private:
  void write_all();
  bool write_bytes(std::string_view bytes);
  bool wait_writable() const;

  asio::any_io_executor executor_;
  int fd_;
  UniqueFd stop_event_;
  mutable std::mutex mutex_;  // guards the six below
  std::condition_variable changed_;
  std::string waiting_;            // whole lines
  std::size_t lines_waiting_ = 0;  // in `waiting_`
  std::size_t lines_writing_ = 0;  // taken from there, not yet written
  bool stopped_ = false;
  std::optional<Error> error_;
  std::deque<std::shared_ptr<Wakeup>> waiters_;  // loop thread only
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::jthread writer_;  // last: joined before anything above goes
};

ThreadedWriter::~ThreadedWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  const std::uint64_t one = 1;
  (void)!::write(stop_event_.get(), &one, sizeof one);
}

asio::awaitable<bool> ThreadedWriter::write(std::string line) {
  line += '\n';
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (error_) co_return false;
      if (waiting_.size() < kBytesWaiting) {
        waiting_ += line;
        ++lines_waiting_;
        changed_.notify_all();
        co_return true;
      }
    }
    auto wakeup = std::make_shared<Wakeup>(executor_);
    waiters_.push_back(wakeup);
    const Deadline look_again = Deadline::in(std::chrono::hours(1));
    const Woken woken = co_await wakeup->wait(look_again);
    std::erase(waiters_, wakeup);
    if (woken == Woken::kCancelled) co_return false;
  }
}

Result<void> ThreadedWriter::flush(Deadline deadline) {
  std::unique_lock lock(mutex_);
  const bool done = changed_.wait_until(
      lock, deadline.at(), [this] { return error_ || lines_waiting_ + lines_writing_ == 0; });
  if (error_) return std::unexpected(*error_);
  if (!done) {
    return failure(ErrorCode::kTimedOut, "write results: the reader does not take them; " +
                                             std::to_string(lines_waiting_ + lines_writing_) +
                                             " lines are lost");
  }
  return {};
}

bool ThreadedWriter::wait_writable() const {
  std::array<pollfd, 2> wait{pollfd{fd_, POLLOUT, 0}, pollfd{stop_event_.get(), POLLIN, 0}};
  while (::poll(wait.data(), wait.size(), -1) < 0 && errno == EINTR) {
  }
  return wait[1].revents == 0;
}

bool ThreadedWriter::write_bytes(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!wait_writable()) return false;
    const ssize_t count = ::write(fd_, bytes.data(), next_piece(bytes));
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) {
      const std::lock_guard lock(mutex_);
      error_ = system_error("write results", errno);
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void ThreadedWriter::write_all() {
  while (true) {
    std::string bytes;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
      if (stopped_) return;
      bytes.swap(waiting_);
      lines_writing_ = std::exchange(lines_waiting_, 0);
    }
    const bool written = write_bytes(bytes);
    {
      const std::lock_guard lock(mutex_);
      lines_writing_ = 0;
    }
    changed_.notify_all();
    asio::post(executor_, [this, alive = std::weak_ptr(alive_)] {
      if (alive.expired()) return;
      for (const auto& waiter : waiters_) waiter->notify();
    });
    if (!written) return;
  }
}

}  // namespace

std::unique_ptr<LineWriter> LineWriter::create(asio::any_io_executor executor, int fd) {
  return std::make_unique<ThreadedWriter>(std::move(executor), fd);
}

}  // namespace tidemark::analyzer
