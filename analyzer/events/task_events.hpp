// What the analyzer tells a harness about its own work, as it happens.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// Whoever hears them: a harness (connect), the store's lifecycle log (analyzer/store), or both
// (tell_both). Hearing never blocks and never fails the work.
class TaskEvents {
 public:
  // Sends one JSON object per line to the unix stream socket that TIDEMARK_EVENTS names
  // (docs/task-events.md). What a slow listener does not take within 1 MiB of backlog is dropped,
  // and the next event that gets through says how many were. Empty: nobody listens and every call
  // does nothing. kNotFound or kIo when nobody accepts there.
  [[nodiscard]] static Result<std::unique_ptr<TaskEvents>> connect(std::string_view socket_path);
  virtual ~TaskEvents() = default;

  virtual void worker_started(int worker) = 0;
  virtual void worker_ended(int worker) = 0;
  virtual void task_started(int worker, std::string_view task) = 0;
  virtual void task_ended(int worker, std::string_view task, std::string_view outcome) = 0;
  // The task began to queue for a tab, and got one of the browser with that pid.
  virtual void slot_wanted(int worker, std::string_view task) = 0;
  virtual void slot_taken(int worker, std::string_view task, Pid browser) = 0;
  virtual void slot_released(int worker, std::string_view task) = 0;
  // A browser's main process began to run, or ended; `why` in a few words.
  virtual void browser_started(Pid browser) = 0;
  virtual void browser_ended(Pid browser, std::string_view why) = 0;
  // Sends what is left, waiting until `deadline` at most.
  virtual void flush(Deadline deadline) = 0;
};

}  // namespace tidemark::analyzer
