// Whether a run of a catalogue found what its scenario says there is to find.
#pragma once

#include <optional>
#include <string>

#include "harness/run/run_outcome.hpp"
#include "harness/scenario/planned_defect.hpp"

namespace tidemark::harness {

struct CatalogueAnswer {
  bool as_expected = false;
  std::string found{};  // what decided the run, in a few words; untrusted. Empty: it passed
};

// `defect`: what must be found; absent: the run must have passed, stable and with every expectation
// met. A leak must be of the right kind, resource and role, with a culprit born during the right
// task; other leaks may be found beside it. Pure.
[[nodiscard]] CatalogueAnswer check_catalogue_run(const std::optional<PlannedDefect>& defect,
                                                  const RunOutcome& outcome);

}  // namespace tidemark::harness
