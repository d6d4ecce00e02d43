#include "analyzer/engine/engine.hpp"

#include <chrono>
#include <exception>
#include <optional>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kRejectedKept = 20;

}  // namespace

Engine::Engine(asio::any_io_executor executor, VisitTools tools, VisitOptions options,
               TaskSource& source, LineWriter& writer, ResultMemory* memory)
    : executor_(executor),
      tools_(tools),
      options_(options),
      source_(source),
      writer_(writer),
      memory_(memory),
      all_ended_(std::move(executor)) {}

asio::awaitable<void> Engine::run(int workers, LineFormat format) {
  format_ = std::move(format);
  working_ = workers;
  std::exception_ptr broken;
  for (int worker = 1; worker <= workers; ++worker) {
    signals_.push_back(std::make_unique<asio::cancellation_signal>());
    asio::co_spawn(executor_, work(worker),
                   asio::bind_cancellation_slot(signals_.back()->slot(),
                                                [this, &broken](const std::exception_ptr& thrown) {
                                                  if (thrown) broken = thrown;
                                                  if (--working_ == 0) all_ended_.notify();
                                                }));
  }
  while (working_ > 0) {
    const Deadline look_again = Deadline::in(std::chrono::hours(1));
    (void)co_await all_ended_.wait(look_again);
  }
  if (broken) std::rethrow_exception(broken);
}

void Engine::stop_admitting() { source_.stop(); }

void Engine::cancel() {
  source_.stop();
  for (const auto& signal : signals_) signal->emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> Engine::work(int worker) {
  co_await asio::this_coro::throw_if_cancelled(false);
  tools_.events.worker_started(worker);
  bool more = true;
  while (more) {
    std::optional<Task> task = co_await source_.next();
    if (!task) break;
    more = co_await handle(worker, std::move(*task));
  }
  tools_.events.worker_ended(worker);
}

asio::awaitable<bool> Engine::handle(int worker, Task task) {
  if (task.kind != Task::Kind::kVisit) co_return co_await answer_unvisited(std::move(task));

  tools_.events.task_started(worker, task.domain);
  ++progress_.running;
  std::optional<DomainResult> result;
  if (memory_ != nullptr) result = co_await memory_->recall(task.domain, task.source);
  if (!result) {
    DomainVisit visit(tools_, options_, worker);
    result = co_await visit.run(task.domain, std::move(task.source));
    result->checked_at = std::chrono::system_clock::now();
  }
  --progress_.running;
  if (result->cause == ErrorClass::kCancelled) {
    ++progress_.unfinished;
    tools_.events.task_ended(worker, task.domain, "cancelled");
    co_return false;
  }
  auto answered = std::make_shared<const DomainResult>(*std::move(result));
  co_return co_await answer(worker, std::move(answered));
}

asio::awaitable<bool> Engine::answer(int worker, std::shared_ptr<const DomainResult> result) {
  if (memory_ != nullptr && !result->cached) co_await memory_->remember(result);
  std::string text = format_.result(*result);
  const bool written = co_await writer_.write(std::move(text));
  if (written) {
    ++progress_.finished;
    ++progress_.by_state[result->state];
    if (result->cached) ++progress_.cached;
  } else {
    ++progress_.unfinished;
    source_.stop();
  }
  tools_.events.task_ended(worker, result->domain, to_string(result->state));
  co_return written;
}

asio::awaitable<bool> Engine::answer_unvisited(Task task) {
  std::string text = format_.unvisited(task);
  switch (task.kind) {
    case Task::Kind::kVisit: break;
    case Task::Kind::kAllowed: ++progress_.allowed; break;
    case Task::Kind::kRepeated: ++progress_.repeated; break;
    case Task::Kind::kRejected:
      ++progress_.rejected;
      if (progress_.first_rejected.size() < kRejectedKept) {
        progress_.first_rejected.push_back({std::move(task.source), std::move(task.reason)});
      }
      break;
  }
  co_return co_await writer_.write(std::move(text));
}

}  // namespace tidemark::analyzer
