#include "analyzer/tasks/task_source.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
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
#include "analyzer/tasks/list_tasks.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kTasksWaiting = 4096;
constexpr std::size_t kReadAtOnce = std::size_t{64} * 1024;

class ThreadedSource final : public TaskSource {
 public:
  ThreadedSource(asio::any_io_executor executor, std::vector<Input> inputs, InputRules rules,
                 UniqueFd stop_event)
      : executor_(std::move(executor)), stop_event_(std::move(stop_event)) {
    reader_ = std::jthread(
        [this, rules, inputs = std::move(inputs)]() mutable { read_all(inputs, rules); });
  }
  ThreadedSource(const ThreadedSource&) = delete;
  ThreadedSource& operator=(const ThreadedSource&) = delete;
  ~ThreadedSource() override { stop(); }

  asio::awaitable<std::optional<Task>> next() override;
  void stop() override;
  std::optional<std::size_t> total() const override {
    const std::lock_guard lock(mutex_);
    return total_;
  }
  std::optional<Error> error() const override {
    const std::lock_guard lock(mutex_);
    return error_;
  }
  InputCounts counts() const override {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  void read_all(std::vector<Input>& inputs, const InputRules& rules);
  // False when nothing more is to be read.
  bool read_file(ListTasks& tasks, const FileInput& file);
  // Turns what the lists said into tasks; `is_all`: there is nothing else to come.
  void hand_over(ListTasks& tasks, bool is_all);
  // Ends reading; false.
  bool fail(Error error);
  // Hands a task to the loop; waits while too many lie there. False once stopped.
  bool emit(Task task);
  void wake_waiters();

  asio::any_io_executor executor_;
  UniqueFd stop_event_;
  mutable std::mutex mutex_;  // guards the eight below
  std::condition_variable room_;
  std::deque<Task> tasks_;
  std::size_t read_ = 0;
  bool stopped_ = false;
  bool ended_ = false;
  std::optional<std::size_t> total_;
  InputCounts counts_;
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

bool ThreadedSource::fail(Error error) {
  const std::lock_guard lock(mutex_);
  error_ = std::move(error);
  return false;
}

bool ThreadedSource::read_file(ListTasks& tasks, const FileInput& file) {
  tasks.begin(file.name, file.stream);
  const auto buffer = std::make_unique_for_overwrite<std::array<char, kReadAtOnce>>();
  while (tasks.wanted()) {
    // Standard input is shared with whoever started us, so it is not made non-blocking: wait, then
    // read.
    std::array<pollfd, 2> wait{pollfd{file.fd.get(), POLLIN, 0},
                               pollfd{stop_event_.get(), POLLIN, 0}};
    if (::poll(wait.data(), wait.size(), -1) < 0 && errno == EINTR) continue;
    if (wait[1].revents != 0) return false;
    const ssize_t count = ::read(file.fd.get(), buffer->data(), buffer->size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return fail(system_error("read " + printable(file.name), errno));
    const Result<void> read =
        count == 0 ? tasks.finish() : tasks.feed({buffer->data(), static_cast<std::size_t>(count)});
    if (!read) return fail(read.error());
    if (count == 0) return tasks.wanted();
  }
  return false;
}

void ThreadedSource::read_all(std::vector<Input>& inputs, const InputRules& rules) {
  ListTasks tasks(rules, [this](Task task) { return emit(std::move(task)); });
  const auto streams = [](const Input& input) {
    const auto* file = std::get_if<FileInput>(&input);
    return file != nullptr && file->stream;
  };
  const auto read = [&](Input& input) {
    if (auto* argument = std::get_if<ArgumentInput>(&input)) {
      tasks.take_argument(*argument);
      return tasks.wanted();
    }
    const bool more = read_file(tasks, std::get<FileInput>(input));
    input = ArgumentInput{};  // closes the file
    return more;
  };
  const bool has_stream = std::ranges::any_of(inputs, streams);
  bool more = true;
  for (Input& input : inputs) {
    if (more && !streams(input)) more = read(input);
  }
  if (more) hand_over(tasks, !has_stream);
  for (Input& input : inputs) {
    if (more && streams(input)) more = read(input);
  }
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    total_ = read_;
  }
  wake_waiters();
}

void ThreadedSource::hand_over(ListTasks& tasks, bool is_all) {
  const InputCounts counts = tasks.counts();
  {
    const std::lock_guard lock(mutex_);
    counts_ = counts;
    if (is_all) total_ = read_ + counts.collected;
  }
  tasks.emit_collected();
}

}  // namespace

Result<std::unique_ptr<TaskSource>> read_inputs(asio::any_io_executor executor,
                                                std::vector<Input> inputs, InputRules rules) {
  UniqueFd stop_event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop_event) return system_failure("make an event descriptor", errno);
  return std::make_unique<ThreadedSource>(std::move(executor), std::move(inputs), rules,
                                          std::move(stop_event));
}

}  // namespace tidemark::analyzer
