// Assessed domains as lines, in the form that was asked for.
#pragma once

#include "analyzer/result/assessment.hpp"
#include "cli/analyze/output_options.hpp"
#include "harness/run/interrupts.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

// Writes a line for each domain to `fd`, formed on all cores. Ends early, with a whole line where
// the reader takes it, when a signal comes. kIo: the reader has gone; kNoSpace.
[[nodiscard]] Result<void> write_assessed(const analyzer::Assessment& assessment,
                                          const OutputOptions& options, int fd,
                                          harness::Interrupts& interrupts);

}  // namespace tidemark::cli
