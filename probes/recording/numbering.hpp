// Turns samples into the rows of a recording.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "probes/recording/recorded_run.hpp"
#include "probes/recording/recording_batch.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::probes {

// Gives processes their numbers and remembers what the recording already says about each, so that a
// command line is queued once and not on every tick.
class ProcessNumbering {
 public:
  // Adds the processes that are new or changed, and the deaths; returns the tick.
  [[nodiscard]] RecordedTick rows_of(const TreeSample& sample, RecordingBatch& batch);

 private:
  struct Known {
    ProcessNumber number = 0;
    Role role = Role::kOther;
    std::string name = {};
    std::vector<std::string> command_line = {};
    Pid parent = 0;
    std::set<std::pair<std::string, Absence>> withheld = {};
  };
  ProcessNumber note(const ProcessSample& process, const TreeSample& sample, RecordingBatch& batch);

  void note_parent(const ProcessSample& process, SteadyTime at, RecordingBatch& batch);
  void note_withheld(const ProcessSample& process, RecordingBatch& batch);
  void note_end(const ProcessId& id, const TreeSample& sample, RecordingBatch& batch);
  void note_unsampled(const UnsampledProcess& process, RecordingBatch& batch);

  ProcessNumber last_ = 0;
  std::map<ProcessId, Known> known_;
};

}  // namespace tidemark::probes
