#include "analyzer/store/store_queue.hpp"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tidemark::analyzer {
namespace {

constexpr std::chrono::milliseconds kInterval{500};
constexpr std::chrono::milliseconds kRetry{1000};
constexpr std::size_t kMostHeld = std::size_t{64} * 1024 * 1024;
// What a fact, an event or the fixed part of a result takes, about.
constexpr std::size_t kSmall = 256;

std::size_t bytes_of(const DomainResult& result) {
  const PageContent& content = result.content;
  std::size_t bytes = 4 * kSmall + content.text.size() + result.attempts.size() * kSmall +
                      content.links.size() * kSmall / 4;
  for (const auto& [name, value] : content.meta) bytes += name.size() + value.size();
  for (const std::string& script : content.json_ld) bytes += script.size();
  return bytes;
}

template <typename T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void append(StoreBatch& to, StoreBatch&& from) {
  append(to.results, std::move(from.results));
  append(to.recalled, std::move(from.recalled));
  append(to.facts, std::move(from.facts));
  append(to.events, std::move(from.events));
}

}  // namespace

StoreQueue::StoreQueue(std::filesystem::path path, OnNote on_note,
                       std::function<void()> on_progress)
    : path_(std::move(path)), on_note_(std::move(on_note)), on_progress_(std::move(on_progress)) {}

Result<std::unique_ptr<StoreQueue>> StoreQueue::start(const std::filesystem::path& path,
                                                      const RunFacts& facts, OnNote on_note,
                                                      std::function<void()> on_progress) {
  std::unique_ptr<StoreQueue> queue(
      new StoreQueue(path, std::move(on_note), std::move(on_progress)));
  std::promise<Result<void>> opened;
  auto when_opened = opened.get_future();
  queue->thread_ = std::jthread(
      [self = queue.get(), facts, opened = std::move(opened)](const std::stop_token& stop) mutable {
        self->run(stop, facts, std::move(opened));
      });
  if (Result<void> open = when_opened.get(); !open) return std::unexpected(open.error());
  return queue;
}

StoreQueue::~StoreQueue() {
  [[maybe_unused]] const Result<void> unheard = close(Deadline::in(std::chrono::seconds(5)), false);
}

bool StoreQueue::take_room(std::size_t bytes) {
  if (closing_ || damaged_ || held_ + bytes > kMostHeld) return false;
  held_ += bytes;
  return true;
}

StoreQueue::Ticket StoreQueue::add(std::shared_ptr<const DomainResult> result) {
  const std::lock_guard lock(mutex_);
  if (!take_room(bytes_of(*result))) {
    ++lost_;
    return 0;  // settled already
  }
  waiting_.results.push_back(std::move(result));
  urgent_ = true;
  wake_.notify_one();
  return ++added_;
}

void StoreQueue::add(RecalledAnswer answer) {
  const std::lock_guard lock(mutex_);
  if (take_room(kSmall)) waiting_.recalled.push_back(std::move(answer));
}

void StoreQueue::add(std::span<const LearntFact> facts) {
  const std::lock_guard lock(mutex_);
  if (!take_room(kSmall * facts.size())) return;
  waiting_.facts.insert(waiting_.facts.end(), facts.begin(), facts.end());
}

void StoreQueue::add(LifecycleEvent event) {
  const std::lock_guard lock(mutex_);
  if (take_room(kSmall)) waiting_.events.push_back(std::move(event));
}

bool StoreQueue::settled(Ticket ticket) const {
  const std::lock_guard lock(mutex_);
  return failing_ || damaged_ || has_ended_ || ticket <= done_;
}

void StoreQueue::report_damage(const Error& error) {
  const std::lock_guard lock(mutex_);
  damaged_ = true;
  if (!error_) error_ = error;
}

Result<void> StoreQueue::close(Deadline deadline, bool completed) {
  std::unique_lock lock(mutex_);
  if (std::exchange(closed_, true)) return {};
  closing_ = true;
  completed_ = completed;
  wake_.notify_one();
  if (!ended_.wait_until(lock, deadline.at(), [this] { return has_ended_; })) {
    return failure(ErrorCode::kTimedOut,
                   "the store " + path_.string() + " could not be written in time; " +
                       std::to_string(added_ - done_ + lost_) + " results may be missing in it");
  }
  if (!error_) return {};
  if (lost_ == 0) return failure(error_->code, "the store: " + error_->message);
  return failure(error_->code,
                 std::to_string(lost_) +
                     " results are not in the store and will be made again: " + error_->message);
}

void StoreQueue::run(const std::stop_token& stop, const RunFacts& facts,
                     std::promise<Result<void>> opened) {
  // Signals are for the program's main thread; and a write beyond RLIMIT_FSIZE must be an error,
  // not a SIGXFSZ that ends the program. That is why the store is opened here, too.
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, nullptr);

  auto writer = StoreWriter::open(path_, facts, on_note_);
  if (!writer) {
    {
      const std::lock_guard lock(mutex_);
      closed_ = has_ended_ = true;
    }
    opened.set_value(std::unexpected(writer.error()));
    return;
  }
  opened.set_value({});
  write_all(*writer, stop);
  end(*std::move(writer));
}

// Waits for something to write and takes it; false when this was the last time.
bool StoreQueue::collect(StoreBatch& batch, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (failing_) {
    wake_.wait_for(lock, stop, kRetry, [this] { return closing_; });
  } else {
    wake_.wait_for(lock, stop, kInterval, [this] { return urgent_ || closing_; });
  }
  append(batch, std::exchange(waiting_, {}));
  urgent_ = false;
  taken_ = added_;
  return !closing_ && !damaged_;
}

void StoreQueue::write_all(StoreWriter& writer, const std::stop_token& stop) {
  StoreBatch batch;  // survives a failed attempt
  bool more = true;
  while (more) {
    more = collect(batch, stop);
    if (batch.empty()) continue;
    Result<void> written = writer.write(batch);
    account(written, batch);
    on_progress_();
  }
  const std::lock_guard lock(mutex_);
  lost_ += batch.results.size();
}

void StoreQueue::account(const Result<void>& written, StoreBatch& batch) {
  bool began_failing = false;
  {
    const std::lock_guard lock(mutex_);
    if (written) {
      batch = {};
      done_ = taken_;
      failing_ = false;
      held_ = 0;  // but for what came meanwhile
      for (const auto& result : waiting_.results) held_ += bytes_of(*result);
      held_ += kSmall * (waiting_.recalled.size() + waiting_.facts.size() + waiting_.events.size());
      return;
    }
    began_failing = !std::exchange(failing_, true);
    damaged_ = damaged_ || written.error().code == ErrorCode::kBadInput;
    if (!error_) error_ = written.error();
  }
  if (began_failing) {
    on_note_("results are not stored at the moment, but still written out: " +
             written.error().message);
  }
}

void StoreQueue::end(std::optional<StoreWriter> writer) {
  bool completed = false;
  bool damaged = false;
  bool failing = false;
  {
    const std::lock_guard lock(mutex_);
    lost_ += waiting_.results.size();
    completed = completed_ && lost_ == 0;
    damaged = damaged_;
    failing = failing_;
  }
  Result<void> finished;
  if (!damaged && writer) finished = writer->finish(completed);
  writer.reset();
  if (damaged) {
    const auto aside = set_aside(path_);
    on_note_(aside ? "the damaged store is kept as " + aside->string() +
                         "; the next run begins a new one"
                   : aside.error().message);
  }
  {
    const std::lock_guard lock(mutex_);
    if (!finished && !error_) error_ = finished.error();
    // Trouble that is over, with nothing lost, need not fail the run.
    if (finished && !failing && !damaged && lost_ == 0) error_.reset();
    closing_ = has_ended_ = true;
  }
  ended_.notify_all();
}

}  // namespace tidemark::analyzer
