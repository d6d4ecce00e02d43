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

constexpr std::size_t kLinesWaiting = 1024;

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
  bool write_one(std::string_view bytes);
  bool wait_writable() const;

  asio::any_io_executor executor_;
  int fd_;
  UniqueFd stop_event_;
  mutable std::mutex mutex_;  // guards the five below
  std::condition_variable changed_;
  std::deque<std::string> lines_;
  bool writing_ = false;
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
      if (lines_.size() < kLinesWaiting) {
        lines_.push_back(std::move(line));
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
  const bool done = changed_.wait_until(lock, deadline.at(),
                                        [this] { return error_ || (lines_.empty() && !writing_); });
  if (error_) return std::unexpected(*error_);
  if (!done) {
    return failure(ErrorCode::kTimedOut, "write results: the reader does not take them; " +
                                             std::to_string(lines_.size() + 1) + " lines are lost");
  }
  return {};
}

bool ThreadedWriter::wait_writable() const {
  std::array<pollfd, 2> wait{pollfd{fd_, POLLOUT, 0}, pollfd{stop_event_.get(), POLLIN, 0}};
  while (::poll(wait.data(), wait.size(), -1) < 0 && errno == EINTR) {
  }
  return wait[1].revents == 0;
}

bool ThreadedWriter::write_one(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!wait_writable()) return false;
    // A pipe that polls writable takes at least PIPE_BUF bytes without blocking (pipe(7)).
    constexpr std::size_t kPipeBuf = 4096;
    const ssize_t count = ::write(fd_, bytes.data(), std::min(bytes.size(), kPipeBuf));
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
    std::string line;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopped_ || !lines_.empty(); });
      if (stopped_) return;
      line = std::move(lines_.front());
      lines_.pop_front();
      writing_ = true;
    }
    const bool written = write_one(line);
    {
      const std::lock_guard lock(mutex_);
      writing_ = false;
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
