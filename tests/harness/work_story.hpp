// Tells the events of an imagined run, as they would be recorded, beside its rest points.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "harness/record/run_events.hpp"
#include "harness/verdict/work_log.hpp"
#include "tests/harness/rest_story.hpp"

namespace tidemark::harness {

class WorkStory {
 public:
  using Milliseconds = std::chrono::milliseconds;

  void pass(Milliseconds time) { now_ += time; }
  void tell(std::string_view kind, const std::string& detail) { log_.add(now_, kind, detail); }
  // As if it had happened `ago`.
  void tell_late(std::string_view kind, const std::string& detail, Milliseconds ago) {
    log_.add(now_ - ago, kind, detail);
  }
  void begin(int tasks) {
    tell(kCycleStarted, fmt::format(R"({{"cycle":{},"tasks":{}}})", rests_.cycle(), tasks));
  }
  void hand_over(std::string_view task) {
    tell(kTaskStarted, fmt::format(R"({{"task":"{}"}})", task));
  }
  void answer(std::string_view task, std::string_view outcome = "alive") {
    tell(kTaskEnded, fmt::format(R"({{"task":"{}","outcome":"{}"}})", task, outcome));
    ++answered_;
  }
  void take_slot(std::string_view task, int worker = 1, Pid browser = 0, int sender = 1) {
    tell("subject.slot",
         fmt::format(R"({{"event":"slot","worker":{},"task":"{}","browser":{},"sender":{}}})",
                     worker, task, browser, sender));
  }
  void give_back(std::string_view task, int worker = 1) {
    tell("subject.slot_release",
         fmt::format(R"({{"event":"slot_release","worker":{},"task":"{}"}})", worker, task));
  }
  void drain() {
    tell(kCycleDrained, fmt::format(R"({{"cycle":{},"answered":{}}})", rests_.cycle(), answered_));
    answered_ = 0;
  }
  // To the rest point of the cycle.
  void rest(Milliseconds after = Milliseconds(2000)) {
    pass(after);
    tell(kRestPoint,
         fmt::format(R"({{"at_us":{},"cycle":{},"rested":true}})", now_.count(), rests_.cycle()));
    rests_.rest();
  }
  // A whole cycle of tasks that each take so long.
  void cycle(const std::vector<std::string>& tasks, Milliseconds each = Milliseconds(100),
             Milliseconds to_rest = Milliseconds(2000)) {
    begin(static_cast<int>(tasks.size()));
    for (const std::string& task : tasks) {
      hand_over(task);
      pass(each);
      answer(task);
    }
    drain();
    rest(to_rest);
  }

  [[nodiscard]] RestStory& rests() { return rests_; }
  [[nodiscard]] Work work() { return log_.work(); }
  [[nodiscard]] Judgement judged() {
    JudgeOptions options = RestStory::done();
    options.work = work();
    return rests_.judged(options);
  }
  // What is found beside leaks.
  [[nodiscard]] std::vector<Finding> troubles() {
    auto findings = judged().findings;
    std::erase_if(findings, [](const Finding& it) { return !is_other_trouble(it.kind); });
    return findings;
  }

 private:
  RestStory rests_;
  WorkLog log_;
  RunTime now_ = std::chrono::hours(1);
  int answered_ = 0;
};

}  // namespace tidemark::harness
