#include "probes/recording/recording.hpp"

#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include "probes/recording/numbering.hpp"
#include "probes/recording/recording_writer.hpp"

namespace tidemark::probes {
namespace {

constexpr std::chrono::milliseconds kInterval{500};
constexpr std::size_t kMaxSamples = 200'000;
constexpr std::size_t kMaxEvents = 100'000;
constexpr std::uint64_t kMaxRequests = 100'000;  // of a whole recording, some 15 MiB

template <typename T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void append(RecordingBatch& to, RecordingBatch&& from) {
  append(to.processes, std::move(from.processes));
  append(to.parents, std::move(from.parents));
  append(to.ended, std::move(from.ended));
  append(to.withheld, std::move(from.withheld));
  append(to.ticks, std::move(from.ticks));
  append(to.events, std::move(from.events));
  append(to.requests, std::move(from.requests));
}

std::size_t count_samples(const RecordingBatch& batch) {
  std::size_t count = 0;
  for (const RecordedTick& tick : batch.ticks) count += tick.samples.size() + 1;
  return count;
}

}  // namespace

class Recorder::Queue {
 public:
  explicit Queue(RecordingWriter writer)
      : writer_(std::move(writer)),
        thread_([this](const std::stop_token& stop) { write_on(stop); }) {}

  void add(const TreeSample& sample) {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    RecordedTick tick = numbering_.rows_of(sample, waiting_);
    if (samples_ > kMaxSamples) {
      ++dropped_;
      return;
    }
    samples_ += tick.samples.size() + 1;
    waiting_.ticks.push_back(std::move(tick));
  }

  void add(RecordedEvent event) {
    const std::lock_guard lock(mutex_);
    if (closed_ || events_ > kMaxEvents) return;
    ++events_;
    waiting_.events.push_back(std::move(event));
  }

  void add(RecordedRequest request) {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    if (requests_ == kMaxRequests) {
      ++left_out_;
      return;
    }
    ++requests_;
    waiting_.requests.push_back(std::move(request));
  }

  void leave_out(std::uint64_t requests) {
    const std::lock_guard lock(mutex_);
    left_out_ += requests;
  }

  Result<void> flush(Deadline deadline) {
    std::unique_lock lock(mutex_);
    if (closed_) return {};
    const std::uint64_t mine = ++wanted_;
    wake_.notify_one();
    if (!written_.wait_until(lock, deadline.at(), [&] { return done_ >= mine; })) {
      return failure(ErrorCode::kTimedOut, "the recording could not be written in time");
    }
    return report();
  }

  Result<void> close(Deadline deadline) {
    Result<void> flushed = flush(deadline);
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(closed_, true)) return {};
    }
    thread_.request_stop();
    thread_.join();  // nothing is left to write but what the flush already waited for
    Result<void> finished = writer_.finish(dropped_, left_out_);
    return flushed ? finished : flushed;
  }

 private:
  Result<void> report() {
    if (!error_) return {};
    Error first = *std::move(error_);
    error_.reset();
    return std::unexpected(std::move(first));
  }

  void write_on(const std::stop_token& stop) {
    // Signals are for the program's main thread; and a write beyond RLIMIT_FSIZE must be an error,
    // not a SIGXFSZ that ends the program.
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);

    RecordingBatch batch;  // survives a failed attempt
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait_for(lock, stop, kInterval, [this] { return wanted_ > done_; });
      const bool last = stop.stop_requested();
      const std::uint64_t wanted = wanted_;
      append(batch, std::exchange(waiting_, {}));
      lock.unlock();
      Result<void> written;
      if (!batch.empty()) written = writer_.write(batch);
      if (written) batch = {};
      lock.lock();
      samples_ = count_samples(batch) + count_samples(waiting_);
      events_ = batch.events.size() + waiting_.events.size();
      if (!written && !error_) error_ = std::move(written.error());
      done_ = wanted;
      written_.notify_all();
      if (last) {
        dropped_ += batch.ticks.size();
        return;
      }
    }
  }

  RecordingWriter writer_;  // of the thread, while there is one

  std::mutex mutex_;  // guards all that follows, except the thread
  std::condition_variable_any wake_;
  std::condition_variable written_;
  ProcessNumbering numbering_;
  RecordingBatch waiting_;
  std::size_t samples_ = 0;  // not yet in the file, here and in the thread's batch
  std::size_t events_ = 0;
  std::uint64_t requests_ = 0;  // ever
  std::uint64_t left_out_ = 0;
  std::uint64_t wanted_ = 0;  // flushes asked for
  std::uint64_t done_ = 0;    // flushes done
  std::uint64_t dropped_ = 0;
  std::optional<Error> error_;
  bool closed_ = false;

  std::jthread thread_;
};

Recorder::Recorder(std::unique_ptr<Queue> queue) : queue_(std::move(queue)) {}
Recorder::Recorder(Recorder&&) noexcept = default;
Recorder& Recorder::operator=(Recorder&&) noexcept = default;

Recorder::~Recorder() {
  if (!queue_) return;
  [[maybe_unused]] const Result<void> unheard = close(Deadline::in(std::chrono::seconds(5)));
}

Result<Recorder> Recorder::create(const std::filesystem::path& path,
                                  const std::map<std::string, std::string>& facts) {
  Result<RecordingWriter> writer = RecordingWriter::create(path, facts);
  if (!writer) return std::unexpected(writer.error());
  return Recorder(std::make_unique<Queue>(*std::move(writer)));
}

void Recorder::add(const TreeSample& sample) { queue_->add(sample); }

void Recorder::add_event(SteadyTime at, std::string kind, std::string detail) {
  queue_->add({.at = at, .kind = std::move(kind), .detail = std::move(detail)});
}

void Recorder::add(RecordedRequest request) { queue_->add(std::move(request)); }
void Recorder::leave_out(std::uint64_t requests) { queue_->leave_out(requests); }

Result<void> Recorder::flush(Deadline deadline) { return queue_->flush(deadline); }
Result<void> Recorder::close(Deadline deadline) { return queue_->close(deadline); }

}  // namespace tidemark::probes
