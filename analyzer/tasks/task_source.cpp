#include "analyzer/tasks/task_source.hpp"

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
#include "analyzer/tasks/domain_line.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kTasksWaiting = 4096;
constexpr std::size_t kLongestLine = std::size_t{64} * 1024;

// Cuts a byte stream into lines and numbers them.
class LineCutter {
 public:
  explicit LineCutter(std::string name) : name_(std::move(name)) {}

  template <typename Emit>
  bool feed(std::string_view bytes, const Emit& emit) {
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      keep(bytes.substr(0, end));
      if (end == std::string_view::npos) return true;
      if (!flush(emit)) return false;
      bytes.remove_prefix(end + 1);
    }
    return true;
  }
  template <typename Emit>
  bool finish(const Emit& emit) {
    return line_.empty() || flush(emit);
  }

 private:
  void keep(std::string_view bytes) { line_ += bytes.substr(0, kLongestLine - line_.size()); }
  template <typename Emit>
  bool flush(const Emit& emit) {
    return emit(std::exchange(line_, {}), name_ + ":" + std::to_string(++number_));
  }
  std::string name_;
  std::string line_;
  std::size_t number_ = 0;
};

class ThreadedSource final : public TaskSource {
 public:
  ThreadedSource(asio::any_io_executor executor, std::vector<Input> inputs, UniqueFd stop_event)
      : executor_(std::move(executor)), stop_event_(std::move(stop_event)) {
    reader_ = std::jthread([this, inputs = std::move(inputs)]() mutable { read_all(inputs); });
  }
  ThreadedSource(const ThreadedSource&) = delete;
  ThreadedSource& operator=(const ThreadedSource&) = delete;
  ~ThreadedSource() override { stop(); }

  asio::awaitable<std::optional<Task>> next() override;
  void stop() override;
  std::optional<std::size_t> total() const override {
    const std::lock_guard lock(mutex_);
    return ended_ ? std::optional(read_) : std::nullopt;
  }
  std::optional<Error> error() const override {
    const std::lock_guard lock(mutex_);
    return error_;
  }

 private:
  void read_all(std::vector<Input>& inputs);
  bool read_one(const FileInput& file);
  // What a line asks for, if anything, goes to the loop. False once stopped.
  bool emit_line(const std::string& line, std::string source);
  // Hands a task to the loop; waits while too many lie there. False once stopped.
  bool emit(Task task);
  void wake_waiters();

  asio::any_io_executor executor_;
  UniqueFd stop_event_;
  mutable std::mutex mutex_;  // guards the six below
  std::condition_variable room_;
  std::deque<Task> tasks_;
  std::size_t read_ = 0;
  bool stopped_ = false;
  bool ended_ = false;
  std::optional<Error> error_;
  std::deque<std::shared_ptr<Wakeup>> waiters_;  // loop thread only
  // Outlives this object in handlers that the reader posted.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::jthread reader_;  // last: joined before anything above goes
};

asio::awaitable<std::optional<Task>> ThreadedSource::next() {
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (stopped_) co_return std::nullopt;
      if (!tasks_.empty()) {
        Task task = std::move(tasks_.front());
        tasks_.pop_front();
        room_.notify_one();
        co_return task;
      }
      if (ended_) co_return std::nullopt;
    }
    auto wakeup = std::make_shared<Wakeup>(executor_);
    waiters_.push_back(wakeup);
    // Input may come at any time or never; the deadline only bounds one look.
    const Deadline look_again = Deadline::in(std::chrono::hours(1));
    const Woken woken = co_await wakeup->wait(look_again);
    std::erase(waiters_, wakeup);
    if (woken == Woken::kCancelled) co_return std::nullopt;
  }
}

void ThreadedSource::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  room_.notify_all();
  const std::uint64_t one = 1;
  (void)!::write(stop_event_.get(), &one, sizeof one);
  for (const auto& waiter : waiters_) waiter->notify();
}

void ThreadedSource::wake_waiters() {
  asio::post(executor_, [this, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    for (const auto& waiter : waiters_) waiter->notify();
  });
}

bool ThreadedSource::emit_line(const std::string& line, std::string source) {
  auto domain = parse_domain_line(line);
  if (!domain) {
    return emit({.kind = Task::Kind::kRejected,
                 .source = std::move(source),
                 .reason = std::move(domain.error().message)});
  }
  return !*domain || emit({.domain = std::move(**domain), .source = std::move(source)});
}

bool ThreadedSource::emit(Task task) {
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return stopped_ || tasks_.size() < kTasksWaiting; });
    if (stopped_) return false;
    tasks_.push_back(std::move(task));
    ++read_;
  }
  wake_waiters();
  return true;
}

bool ThreadedSource::read_one(const FileInput& file) {
  LineCutter lines(file.name);
  const auto emit_each = [this](const std::string& line, std::string source) {
    return emit_line(line, std::move(source));
  };
  std::array<char, std::size_t{64} * 1024> buffer;  // NOLINT(cppcoreguidelines-init-variables)
  while (true) {
    // Standard input is shared with whoever started us, so it is not made non-blocking: wait, then
    // read.
    std::array<pollfd, 2> wait{pollfd{file.fd.get(), POLLIN, 0},
                               pollfd{stop_event_.get(), POLLIN, 0}};
    if (::poll(wait.data(), wait.size(), -1) < 0 && errno == EINTR) continue;
    if (wait[1].revents != 0) return false;
    const ssize_t count = ::read(file.fd.get(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) {
      const std::lock_guard lock(mutex_);
      error_ = system_error("read " + file.name, errno);
      return false;
    }
    if (count == 0) return lines.finish(emit_each);
    if (!lines.feed({buffer.data(), static_cast<std::size_t>(count)}, emit_each)) return false;
  }
}

void ThreadedSource::read_all(std::vector<Input>& inputs) {
  for (Input& input : inputs) {
    bool more = true;
    if (auto* argument = std::get_if<ArgumentInput>(&input)) {
      more = emit_line(argument->text, "argument " + std::to_string(argument->position));
    } else {
      more = read_one(std::get<FileInput>(input));
      input = ArgumentInput{};  // closes the file
    }
    if (!more) break;
  }
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  wake_waiters();
}

}  // namespace

Result<std::unique_ptr<TaskSource>> read_inputs(asio::any_io_executor executor,
                                                std::vector<Input> inputs) {
  UniqueFd stop_event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop_event) return system_failure("make an event descriptor", errno);
  return std::make_unique<ThreadedSource>(std::move(executor), std::move(inputs),
                                          std::move(stop_event));
}

}  // namespace tidemark::analyzer
