#include "analyzer/engine/engine.hpp"

#include <chrono>
#include <optional>

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kRejectedKept = 20;

}  // namespace

Engine::Engine(asio::any_io_executor executor, VisitTools tools, VisitOptions options,
               TaskSource& source, LineWriter& writer, ResultMemory* memory)
    : executor_(std::move(executor)),
      tools_(std::move(tools)),
      options_(options),
      source_(source),
      writer_(writer),
      memory_(memory) {}

asio::awaitable<void> Engine::run(CrewSize size, LineFormat format) {
  format_ = std::move(format);
  crew_ = std::make_unique<Crew>(
      executor_, size, tools_.events,
      [this](int worker, Workplace& workplace) { return work(worker, workplace); });
  co_await crew_->run();
}

void Engine::stop_admitting() { source_.stop(); }

void Engine::cancel() {
  source_.stop();
  if (crew_) crew_->cancel();
}

asio::awaitable<bool> Engine::work(int worker, Workplace& workplace) {
  std::optional<Task> next = co_await source_.next();
  if (!next) co_return false;
  Task task = *std::move(next);
  const bool ready = co_await workplace.come_back();
  if (!ready) co_return false;
  co_return co_await handle(worker, workplace, std::move(task));
}

asio::awaitable<bool> Engine::handle(int worker, Workplace& workplace, Task task) {
  if (task.kind != Task::Kind::kVisit) co_return co_await answer_unvisited(std::move(task));

  tools_.events.task_started(worker, task.domain);
  ++progress_.running;
  std::optional<DomainResult> result;
  if (memory_ != nullptr) result = co_await memory_->recall(task.domain, task.source);
  if (!result) {
    DomainVisit visit(tools_, options_, workplace, worker);
    result = co_await visit.run(task.domain, std::move(task.source));
    result->checked_at = std::chrono::system_clock::now();
  }
  --progress_.running;
  if (result->cause == ErrorClass::kCancelled) {
    ++progress_.unfinished;
    tools_.events.task_ended(worker, task.domain, "cancelled");
    co_return false;
  }
  result->written = std::move(task.written);
  result->mixes_scripts = task.mixes_scripts;
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
