// Where results go and in which form.
#pragma once

#include <string>
#include <vector>

#include "analyzer/engine/engine.hpp"
#include "cli/analyze/output_options.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::cli {

// The descriptor that results are written to. A file is emptied now and then only grows, so that
// whatever ends the run, what was written stays; kBadInput if it is one of the files `in_use`,
// which would be destroyed.
[[nodiscard]] Result<UniqueFd> open_output(const OutputOptions& options,
                                           const std::vector<std::string>& in_use);

// Colours only on a terminal, and unless NO_COLOR is set.
[[nodiscard]] analyzer::LineFormat line_format(const OutputOptions& options);

// What comes before the first result; empty for nothing.
[[nodiscard]] std::string heading(OutputFormat format);

}  // namespace tidemark::cli
