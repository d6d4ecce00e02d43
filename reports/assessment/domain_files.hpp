// Every domain of an assessment for other programs; docs/analysis-report.md lists the columns and
// keys.
#pragma once

#include <string>

#include "analyzer/result/assessment.hpp"

namespace tidemark::reports {

// Comma-separated values with a header (RFC 4180, CRLF).
[[nodiscard]] std::string domains_csv(const analyzer::Assessment& assessment);
// One JSON object a line, as `tidemark analyze --rescore` writes them (docs/results.schema.json).
[[nodiscard]] std::string domains_jsonl(const analyzer::Assessment& assessment);

}  // namespace tidemark::reports
