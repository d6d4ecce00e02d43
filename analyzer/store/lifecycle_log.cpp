#include "analyzer/store/lifecycle_log.hpp"

#include <string>

namespace tidemark::analyzer {
namespace {

class LifecycleLog final : public TaskEvents {
 public:
  explicit LifecycleLog(StoreQueue& queue) : queue_(queue) {}

  void worker_started(int worker) override { add({.kind = "worker_start", .worker = worker}); }
  void worker_ended(int worker) override { add({.kind = "worker_end", .worker = worker}); }
  void task_started(int worker, std::string_view task) override {
    add({.kind = "task_start", .worker = worker, .task = std::string(task)});
  }
  void task_ended(int worker, std::string_view task, std::string_view outcome) override {
    add({.kind = "task_end",
         .worker = worker,
         .task = std::string(task),
         .detail = std::string(outcome)});
  }
  void slot_wanted(int worker, std::string_view task) override {
    add({.kind = "slot_wait", .worker = worker, .task = std::string(task)});
  }
  void slot_taken(int worker, std::string_view task, Pid browser) override {
    add({.kind = "slot", .worker = worker, .task = std::string(task), .browser = browser});
  }
  void slot_released(int worker, std::string_view task) override {
    add({.kind = "slot_release", .worker = worker, .task = std::string(task)});
  }
  void browser_started(Pid browser) override { add({.kind = "browser_start", .browser = browser}); }
  void browser_ended(Pid browser, std::string_view why) override {
    add({.kind = "browser_end", .browser = browser, .detail = std::string(why)});
  }
  void flush(Deadline /*deadline*/) override {}  // closing the store does

 private:
  void add(LifecycleEvent event) {
    event.at = std::chrono::system_clock::now();
    queue_.add(std::move(event));
  }

  StoreQueue& queue_;
};

}  // namespace

std::unique_ptr<TaskEvents> make_lifecycle_log(StoreQueue& queue) {
  return std::make_unique<LifecycleLog>(queue);
}

}  // namespace tidemark::analyzer
