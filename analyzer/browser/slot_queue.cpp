#include "analyzer/browser/slot_queue.hpp"

#include <algorithm>
#include <deque>

#include "analyzer/loop/wakeup.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;

namespace {

// Someone in the queue; lives in the waiting coroutine's frame.
struct Waiter {
  explicit Waiter(const asio::any_io_executor& executor) : called(executor) {}
  Wakeup called;
  bool granted = false;
};

}  // namespace

struct Slot::Queue {
  Queue(asio::any_io_executor on, int all) : executor(std::move(on)), slots(all), free(all) {}

  // A slot goes straight to the first in the queue, so that no newcomer can overtake it.
  void give_back() {
    if (waiting.empty()) {
      ++free;
      return;
    }
    Waiter* first = waiting.front();
    waiting.pop_front();
    first->granted = true;
    first->called.notify();
  }

  asio::any_io_executor executor;
  int slots;
  int free;
  bool closed = false;
  std::deque<Waiter*> waiting;
};

Slot::~Slot() {
  if (queue_) queue_->give_back();
}

namespace {

// Leaves the queue however the wait ends, passing on a slot that came too late.
class Place {
 public:
  Place(Slot::Queue& queue, Waiter& waiter) : queue_(queue), waiter_(waiter) {
    queue_.waiting.push_back(&waiter_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    if (waiter_.granted && !taken_) queue_.give_back();
    std::erase(queue_.waiting, &waiter_);
  }
  void take() { taken_ = true; }

 private:
  Slot::Queue& queue_;
  Waiter& waiter_;
  bool taken_ = false;
};

}  // namespace

SlotQueue::SlotQueue(asio::any_io_executor executor, int slots)
    : queue_(std::make_shared<Slot::Queue>(std::move(executor), slots)) {}

asio::awaitable<Result<Slot>> SlotQueue::acquire(Deadline deadline) {
  const std::shared_ptr<Slot::Queue> queue = queue_;
  if (queue->closed) co_return failure(ErrorCode::kCancelled, "the browsers are being closed");
  if (queue->free > 0) {
    --queue->free;
    co_return Slot(queue);
  }
  Waiter waiter(queue->executor);
  Place place(*queue, waiter);
  const Woken woken = co_await waiter.called.wait(deadline);
  if (queue->closed) co_return failure(ErrorCode::kCancelled, "the browsers are being closed");
  if (woken == Woken::kCancelled) co_return failure(ErrorCode::kCancelled, "cancelled");
  if (!waiter.granted) co_return failure(ErrorCode::kTimedOut, "no tab came free in time");
  place.take();
  co_return Slot(queue);
}

SlotUse SlotQueue::use() const {
  return {.slots = queue_->slots,
          .taken = queue_->slots - queue_->free,
          .waiting = static_cast<int>(queue_->waiting.size())};
}

void SlotQueue::close() {
  queue_->closed = true;
  for (Waiter* waiter : std::exchange(queue_->waiting, {})) waiter->called.notify();
}

}  // namespace tidemark::analyzer
