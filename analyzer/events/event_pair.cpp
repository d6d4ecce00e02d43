#include "analyzer/events/event_pair.hpp"

#include <utility>

namespace tidemark::analyzer {
namespace {

class EventPair final : public TaskEvents {
 public:
  EventPair(std::unique_ptr<TaskEvents> first, std::unique_ptr<TaskEvents> second)
      : first_(std::move(first)), second_(std::move(second)) {}

  void worker_started(int worker) override { tell(&TaskEvents::worker_started, worker); }
  void worker_ended(int worker) override { tell(&TaskEvents::worker_ended, worker); }
  void task_started(int worker, std::string_view task) override {
    tell(&TaskEvents::task_started, worker, task);
  }
  void task_ended(int worker, std::string_view task, std::string_view outcome) override {
    tell(&TaskEvents::task_ended, worker, task, outcome);
  }
  void slot_wanted(int worker, std::string_view task) override {
    tell(&TaskEvents::slot_wanted, worker, task);
  }
  void slot_taken(int worker, std::string_view task, Pid browser) override {
    tell(&TaskEvents::slot_taken, worker, task, browser);
  }
  void slot_released(int worker, std::string_view task) override {
    tell(&TaskEvents::slot_released, worker, task);
  }
  void browser_started(Pid browser) override { tell(&TaskEvents::browser_started, browser); }
  void browser_ended(Pid browser, std::string_view why) override {
    tell(&TaskEvents::browser_ended, browser, why);
  }
  void flush(Deadline deadline) override { tell(&TaskEvents::flush, deadline); }

 private:
  template <typename Event, typename... Facts>
  void tell(Event event, Facts... facts) {
    (first_.get()->*event)(facts...);
    (second_.get()->*event)(facts...);
  }

  std::unique_ptr<TaskEvents> first_;
  std::unique_ptr<TaskEvents> second_;
};

}  // namespace

std::unique_ptr<TaskEvents> tell_both(std::unique_ptr<TaskEvents> first,
                                      std::unique_ptr<TaskEvents> second) {
  return std::make_unique<EventPair>(std::move(first), std::move(second));
}

}  // namespace tidemark::analyzer
