// Which runs a catalogue is made of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/run/run_options.hpp"
#include "harness/record/catalogue_record.hpp"
#include "harness/scenario/planned_defect.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

struct PlannedCatalogueRun {
  std::string file;
  std::string scenario;
  harness::SubjectVariant variant = harness::SubjectVariant::kAsItIs;
  std::string folder;                                 // below the catalogue's
  std::optional<harness::PlannedDefect> defect = {};  // that must be found; absent: it must pass
  bool alone = false;
  Milliseconds shortest{0};  // it can take no less; to begin the longest first
  std::string skipped;       // why it cannot run here; empty: it can
};

// The runs of `options`, which ask for a catalogue, longest first and those last that want to be
// alone. Everything is checked and nothing run, but for what tries the machine. kBadInput: a
// mistake in a scenario, two of one name, none at all; or what the system says.
[[nodiscard]] Result<std::vector<PlannedCatalogueRun>> plan_catalogue(const RunOptions& options);

}  // namespace tidemark::cli
