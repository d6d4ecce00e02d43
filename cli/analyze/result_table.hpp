// Results as a person reads them: one aligned line per domain.
#pragma once

#include <string>

#include "analyzer/engine/engine.hpp"
#include "analyzer/result/domain_result.hpp"

namespace tidemark::cli {

// Untrusted text is made printable; colours only if `colour`.
[[nodiscard]] std::string result_row(const analyzer::DomainResult& result, bool colour);
[[nodiscard]] std::string unvisited_row(const analyzer::Task& task);

}  // namespace tidemark::cli
