// Hands what is to be stored to a thread of its own, so that a commit never holds up the loop.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <thread>

#include "analyzer/store/store_batch.hpp"
#include "analyzer/store/store_writer.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// Owns the writing connection and its thread. A result is committed as soon as the thread is free,
// together with all that came meanwhile; facts and events wait for one, half a second at most. When
// the disk is full or fails, what was added is kept and tried again each second; beyond 64 MiB new
// results are dropped and counted. The other members may be called from any thread.
class StoreQueue {
 public:
  // Fails as StoreWriter::open() does. `on_note` hears of trouble, and `on_progress` that some
  // results are settled; both are called from the queue's thread.
  [[nodiscard]] static Result<std::unique_ptr<StoreQueue>> start(const std::filesystem::path& path,
                                                                 const RunFacts& facts,
                                                                 OnNote on_note,
                                                                 std::function<void()> on_progress);
  StoreQueue(const StoreQueue&) = delete;
  StoreQueue& operator=(const StoreQueue&) = delete;
  // Writes what is left, but tells nobody whether that succeeded: prefer close().
  ~StoreQueue();

  using Ticket = std::uint64_t;
  [[nodiscard]] Ticket add(std::shared_ptr<const DomainResult> result);
  void add(RecalledAnswer answer);
  void add(std::span<const LearntFact> facts);
  void add(LifecycleEvent event);

  // The result is in the file; or the store is in trouble, and nobody should wait for it.
  [[nodiscard]] bool settled(Ticket ticket) const;
  // Somebody who reads the store found it damaged: it is set aside at the end.
  void report_damage(const Error& error);

  // Writes what is left and ends the run (StoreWriter::finish). An error says how many results are
  // not in the store, and why. kTimedOut at the deadline.
  [[nodiscard]] Result<void> close(Deadline deadline, bool completed);

 private:
  StoreQueue(std::filesystem::path path, OnNote on_note, std::function<void()> on_progress);
  // Room for `bytes` more; the mutex is held.
  bool take_room(std::size_t bytes);
  void run(const std::stop_token& stop, const RunFacts& facts, std::promise<Result<void>> opened);
  void write_all(StoreWriter& writer, const std::stop_token& stop);
  bool collect(StoreBatch& batch, const std::stop_token& stop);
  void account(const Result<void>& written, StoreBatch& batch);
  void end(std::optional<StoreWriter> writer);

  std::filesystem::path path_;
  OnNote on_note_;
  std::function<void()> on_progress_;

  mutable std::mutex mutex_;  // guards what follows, but the thread
  std::condition_variable_any wake_;
  std::condition_variable ended_;
  StoreBatch waiting_;
  std::size_t held_ = 0;    // bytes, about, not yet in the file
  Ticket added_ = 0;        // results so far
  Ticket taken_ = 0;        // of those, in the thread's hands or done
  Ticket done_ = 0;         // of those, in the file or given up
  std::uint64_t lost_ = 0;  // results that are not and will not be in the file
  bool urgent_ = false;     // a result waits
  bool failing_ = false;    // the last transaction failed
  bool damaged_ = false;
  bool closing_ = false;  // nothing is added any more
  bool closed_ = false;   // close() was called
  bool completed_ = false;
  bool has_ended_ = false;
  std::optional<Error> error_;  // the first

  std::jthread thread_;  // last: ends before anything above goes
};

}  // namespace tidemark::analyzer
