// A run in the words of a terminal.
#pragma once

#include <string>

#include "harness/record/run_record.hpp"

namespace tidemark::reports {

struct SummaryStyle {
  bool colour = false;           // the verdicts only
  std::size_t width = 100;       // columns; at least 60 are used
  std::string report_path = {};  // shown at the end; empty: none was written
};

// The verdict first, then why, the resources, the leftovers with their culprits, mutes, what was
// done, notes. Lines end in '\n'. Everything that came from outside went through printable().
[[nodiscard]] std::string run_summary(const harness::RunRecord& record, const SummaryStyle& style);

}  // namespace tidemark::reports
