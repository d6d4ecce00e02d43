// The self-test as a user sees it.
#pragma once

#include "cli/exit_code.hpp"
#include "harness/run/interrupts.hpp"

namespace tidemark::cli {

struct SelfTestOutput {
  bool json = false;   // the whole answer as one JSON object (docs/verdicts.md), instead of lines
  bool quiet = false;  // no progress and no lines; a failure is told all the same
};

// Runs the self-test and says what came of it. kEnvironment: a detector that does not see what was
// planted proves nothing here; kInterrupted, kTerminated: cut short, and everything of it ended.
[[nodiscard]] ExitCode self_test(const SelfTestOutput& output, harness::Interrupts& interrupts);

}  // namespace tidemark::cli
