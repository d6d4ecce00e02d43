// Turns samples into the rows of a recording.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "probes/recording/recorded_run.hpp"
#include "probes/recording/recording_writer.hpp"
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
  };
  ProcessNumber note(const ProcessSample& process, const TreeSample& sample, RecordingBatch& batch);

  ProcessNumber last_ = 0;
  std::map<ProcessId, Known> known_;
};

}  // namespace tidemark::probes
