// A bounded number of slots, handed out first come, first served.
#pragma once

#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// The right to use one tab; given back when destroyed, whatever became of the tab.
class Slot {
 public:
  struct Queue;

  Slot(Slot&& other) noexcept = default;
  Slot& operator=(Slot&& other) = delete;
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot();

 private:
  friend class SlotQueue;
  explicit Slot(std::shared_ptr<Queue> queue) : queue_(std::move(queue)) {}
  std::shared_ptr<Queue> queue_;  // empty once moved from
};

// How much of a queue's slots is in use at this moment.
struct SlotUse {
  int slots = 0;
  int taken = 0;
  int waiting = 0;  // for one
};

// Used on one thread. Slots may outlive it.
class SlotQueue {
 public:
  SlotQueue(boost::asio::any_io_executor executor, int slots);

  // kTimedOut: none came free in time; kCancelled: the waiter or the whole queue was.
  [[nodiscard]] boost::asio::awaitable<Result<Slot>> acquire(Deadline deadline);
  [[nodiscard]] SlotUse use() const;
  // Sends everyone in the queue away, and whoever comes later.
  void close();

 private:
  std::shared_ptr<Slot::Queue> queue_;
};

}  // namespace tidemark::analyzer
