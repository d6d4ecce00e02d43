// What goes into a recording in one transaction. Plain data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probes/base/reading.hpp"
#include "probes/recording/recorded_run.hpp"

namespace tidemark::probes {

struct ParentChange {
  ProcessNumber process = 0;
  SteadyTime at{};
  Pid parent = 0;
};

struct RecordedEnd {
  ProcessNumber process = 0;
  SteadyTime at{};
  std::optional<int> exit_code = {};
  std::optional<int> exit_signal = {};
};

// A fact of a process that could not be read, and why; noted once.
struct WithheldFact {
  ProcessNumber process = 0;
  std::string fact = {};
  Absence why = Absence::kNotAsked;
};

struct RecordingBatch {
  std::vector<RecordedProcess> processes = {};  // new ones, and known ones that changed
  std::vector<ParentChange> parents = {};
  std::vector<RecordedEnd> ended = {};
  std::vector<RecordedTick> ticks = {};
  std::vector<WithheldFact> withheld = {};
  std::vector<RecordedEvent> events = {};
  std::vector<RecordedRequest> requests = {};

  [[nodiscard]] bool empty() const {
    return processes.empty() && parents.empty() && ended.empty() && ticks.empty() &&
           withheld.empty() && events.empty() && requests.empty();
  }
};

}  // namespace tidemark::probes
