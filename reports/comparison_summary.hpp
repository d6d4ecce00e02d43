// A comparison of two programs in the words of a terminal.
#pragma once

#include <string>

#include "harness/record/comparison_record.hpp"
#include "reports/run_summary.hpp"

namespace tidemark::reports {

// The verdict first, then why, each resource, each run. Lines end in '\n'. Everything that came
// from outside went through printable().
[[nodiscard]] std::string comparison_summary(const harness::ComparisonRecord& record,
                                             const SummaryStyle& style);

// Growth per task: "+1.5 KiB", "-3 B", "+0.25".
[[nodiscard]] std::string growth_words(harness::Resource resource, double per_task);
// Of one run's resource; empty where it is not known.
[[nodiscard]] std::string growth_words(const harness::ComparedRun& run, harness::Resource resource);
// "5 of 5 pairs", "3 of 5 pairs, which decided it".
[[nodiscard]] std::string pairs_words(const harness::ComparisonRecord& record);

}  // namespace tidemark::reports
