// Lines to a descriptor whose reader may be slow, for a loop that must not wait for it.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

// The descriptor is borrowed, and stays blocking: others may share it.
class LineQueue {
 public:
  explicit LineQueue(int fd) : fd_(fd) {}

  // Queues `line` (a newline is added) or, when the reader is 4 MiB behind, drops and counts it.
  void add(std::string line);
  // Writes what the reader takes without a wait. kIo: it has gone; kNoSpace.
  Result<void> turn();
  // The same until nothing is left. kTimedOut: the reader does not take it.
  Result<void> flush(Deadline deadline);

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool empty() const { return lines_.empty(); }
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  // False: it would have to wait.
  Result<bool> write_some(Milliseconds patience);

  int fd_;
  std::deque<std::string> lines_;
  std::size_t written_ = 0;  // of the first line
  std::size_t queued_ = 0;   // bytes in all lines
  std::uint64_t dropped_ = 0;
};

}  // namespace tidemark::cli
