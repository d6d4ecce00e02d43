// How the tasks of one cycle went: which were handed over, when they ended and how.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/verdict/work.hpp"

namespace tidemark::harness {

// A task's time begins when the subject tells that it begins it, else when it is handed over. Tasks
// of one name end in the order in which they were handed over.
class TaskLedger {
 public:
  void handed_over(const std::string& task, RunTime at);
  // The subject tells.
  void begun(const std::string& task, RunTime at);
  // `outcome`: in the words of the answer; may be empty.
  void answered(const std::string& task, const std::string& outcome, RunTime at);
  // The subject tells how a task ended whose answer does not say.
  void told_outcome(const std::string& task, const std::string& outcome);
  // The subject has ended; what it had waits again.
  void taken_back();

  [[nodiscard]] int answered() const { return static_cast<int>(ended_.size()); }
  // Whether a task of that name is being worked on.
  [[nodiscard]] bool is_running(const std::string& task) const { return running_.contains(task); }
  // Names of what was handed over and has no answer.
  [[nodiscard]] std::vector<std::string> unanswered() const;
  [[nodiscard]] std::map<std::string, EndedAlike> endings() const;
  // Where a task of one name ended several times, the latest.
  [[nodiscard]] std::map<std::string, std::string> outcomes() const;

 private:
  struct Run {
    RunTime since{};
    bool told = false;
  };
  struct Ended {
    std::string task;
    std::string outcome;
    RunTime took{};
  };
  std::map<std::string, std::vector<Run>> running_;
  std::map<std::string, int> waiting_again_;
  std::map<std::string, std::string> told_;  // before their answer
  std::vector<Ended> ended_;
};

}  // namespace tidemark::harness
