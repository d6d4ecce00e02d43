// How a run ended.
#pragma once

#include <string>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

enum class RunEnd {
  kCompleted,      // see the record's verdict
  kSubjectFailed,  // it could not start, crashed, got stuck, did no work, would not end
  kEnvironment,    // the machine, or Tidemark itself, failed
  kInterrupted,    // SIGINT
  kTerminated,     // SIGTERM or SIGHUP
};

struct RunOutcome {
  RunEnd end = RunEnd::kCompleted;
  std::string problem{};  // one sentence, unless completed; may quote the subject
  RunRecord record{};
};

}  // namespace tidemark::harness
