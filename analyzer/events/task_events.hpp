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

// Sends one JSON object per line to the unix stream socket named by TIDEMARK_EVENTS
// (docs/task-events.md). Never blocks and never fails the work: what a slow listener does not take
// within 1 MiB of backlog is dropped, and the next event that gets through says how many were.
class TaskEvents {
 public:
  // Connects to `socket_path`; empty: nobody listens and every call does nothing. kNotFound or kIo
  // when nobody accepts there.
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
  // Sends what is left, waiting until `deadline` at most.
  virtual void flush(Deadline deadline) = 0;
};

}  // namespace tidemark::analyzer
