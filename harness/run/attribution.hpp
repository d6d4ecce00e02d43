// To which cycle and which tasks processes and directories of the subject are put down.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/directory_census.hpp"
#include "harness/sites/site_stats.hpp"
#include "harness/subject/event_listener.hpp"
#include "harness/subject/task_history.hpp"
#include "harness/verdict/rest_point.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::harness {

// Learns which tasks ran when, from the subject's own events where it sends any, else from what it
// was fed and has answered; remembers what appeared meanwhile.
class Attribution {
 public:
  // `traffic` says what the simulator has served so far.
  explicit Attribution(std::function<SiteStats()> traffic) : traffic_(std::move(traffic)) {}

  // What appears from now on belongs to `cycle`.
  void begin_cycle(int cycle, SteadyTime now);
  void task_fed(std::string_view task, SteadyTime at) { fed_.started(task, at); }
  void task_answered(std::string_view task, SteadyTime at) { fed_.ended(task, at); }
  void take(const TaskEvent& event);
  // The subject has ended, and with it what it was doing.
  void all_ended(SteadyTime at);

  // Puts down what was born, and adds the tasks to the sample, also to what ended unsampled.
  void note_births(probes::TreeSample& sample);

  // What `sample` and the census of directories say, with the origin of each.
  [[nodiscard]] RestPoint rest_point(const probes::TreeSample& sample,
                                     const std::vector<LeftEntry>& entries);

 private:
  struct Origin {
    int cycle = 0;
    std::string tasks = {};  // that ran when it appeared; empty: none did
  };
  [[nodiscard]] std::string tasks_at(SteadyTime at) const;
  [[nodiscard]] RestProcess rest_process(const probes::ProcessSample& process,
                                         SteadyTime now) const;

  std::function<SiteStats()> traffic_;
  TaskHistory fed_;       // from feeding to the answer
  TaskHistory reported_;  // as the subject tells
  bool reports_ = false;  // it does tell
  int cycle_ = 0;
  SteadyTime cycle_began_{};
  std::map<ProcessId, Origin> processes_;
  std::map<std::string, Origin> entries_;  // by path
};

}  // namespace tidemark::harness
