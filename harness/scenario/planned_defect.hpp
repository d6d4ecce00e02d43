// What a scenario's own subject is known to do wrong, and what a run must therefore find.
#pragma once

#include <string>
#include <variant>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

// The verdict is leaking, by a finding of this kind.
struct LeakDefect {
  FindingKind kind = FindingKind::kGrowth;
  Resource resource = Resource::kProcesses;
  std::string role = {};  // of the processes; empty: any
  std::string task = {};  // that ran when a culprit was born, perhaps beside others; empty: any
};

// This expectation fails.
struct ExpectationDefect {
  std::string expectation;  // a key of the scenario's `expect`
};

// The subject stands still.
struct StuckDefect {};

using PlannedDefect = std::variant<LeakDefect, ExpectationDefect, StuckDefect>;

// "growth of browser processes, born during maison-fermee.fr".
[[nodiscard]] std::string in_words(const PlannedDefect& defect);

}  // namespace tidemark::harness
