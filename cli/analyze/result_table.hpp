// Results as a person reads them: one aligned line per domain, and a summary.
#pragma once

#include <chrono>
#include <string>

#include "analyzer/engine/engine.hpp"
#include "analyzer/result/domain_result.hpp"

namespace tidemark::cli {

// Untrusted text is made printable; colours only if `colour`.
[[nodiscard]] std::string result_row(const analyzer::DomainResult& result, bool colour);
[[nodiscard]] std::string unvisited_row(const analyzer::Task& task);

// "50 domains in 12.3 s (4.1/s): 25 alive, 6 blocked, ...".
[[nodiscard]] std::string summary_line(const analyzer::Progress& progress,
                                       std::chrono::milliseconds took);

// "12 done, 4 running, 3.2/s, about 12 s left"; without the last part while the total is unknown.
[[nodiscard]] std::string progress_line(const analyzer::Progress& progress,
                                        std::optional<std::size_t> total,
                                        std::chrono::milliseconds elapsed);

}  // namespace tidemark::cli
