// Writes the rest points of an imagined run: start and end processes, then rest.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "harness/verdict/judge.hpp"

namespace tidemark::harness {

class RestStory {
 public:
  // Begins with the subject alone and a rest point before any load.
  RestStory() {
    start("subject", 20);
    rest();
    cycle_ = 1;
  }

  int start(const std::string& role, int descriptors = 10, const std::string& during = "",
            char state = 'S') {
    RestProcess process{.pid = next_pid_++, .role = role, .state = state};
    process.start_ticks = static_cast<std::uint64_t>(process.pid) * 100;
    process.command_line = "/bin/" + role + " --id=" + std::to_string(process.pid);
    process.descriptors = descriptors;
    process.threads = 5;
    process.pss = process.rss = process.uss = Bytes::kib(10);
    process.born_during = during;
    process.born_in_cycle = cycle_;
    processes_.push_back(process);
    return process.pid;
  }
  // What the first process holds.
  void hold(Bytes memory) {
    RestProcess& first = processes_.front();
    first.pss = first.rss = first.uss = memory;
  }
  void end(int pid) {
    std::erase_if(processes_, [pid](const RestProcess& it) { return it.pid == pid; });
  }
  void end_all() { processes_.clear(); }
  RestProcess& process(int pid) { return *std::ranges::find(processes_, pid, &RestProcess::pid); }
  std::vector<RestProcess>& processes() { return processes_; }
  void leave_directory(const std::string& path, const std::string& during = "") {
    directories_.push_back(
        {.path = path, .bytes = Bytes::kib(4), .born_in_cycle = cycle_, .born_during = during});
  }
  void remove_directories() { directories_.clear(); }

  // The rest point after the current cycle, and on to the next one.
  RestPoint& rest() {
    RestPoint& point = add();
    ++cycle_;
    return point;
  }
  void rest_after_kill() { add().after_fault = true; }
  void rest_after_end() { rest().after_end = true; }

  [[nodiscard]] int cycle() const { return cycle_; }
  [[nodiscard]] const std::vector<RestPoint>& points() const { return points_; }
  [[nodiscard]] Judgement judged(const JudgeOptions& options = done()) const {
    return judge(points_, options);
  }
  // A run that was completed and did all its work.
  [[nodiscard]] static JudgeOptions done() {
    return {.completed = true, .tasks_fed = 100, .tasks_answered = 100};
  }

 private:
  RestPoint& add() {
    for (auto& process : processes_) process.age += std::chrono::seconds(10);
    points_.push_back({.cycle = cycle_,
                       .at = std::chrono::seconds(10 * static_cast<int>(points_.size())),
                       .processes = processes_,
                       .directories = directories_});
    return points_.back();
  }

  int next_pid_ = 100;
  int cycle_ = 0;
  std::vector<RestProcess> processes_;
  std::vector<RestDirectory> directories_;
  std::vector<RestPoint> points_;
};

inline const ResourceVerdict& verdict_on(const Judgement& judgement, Resource resource) {
  return *std::ranges::find(judgement.verdicts, resource, &ResourceVerdict::resource);
}

}  // namespace tidemark::harness
