// All files of a report on an assessment.
#pragma once

#include <string>
#include <vector>

#include "analyzer/result/assessment.hpp"

namespace tidemark::reports {

struct ReportFile {
  std::string name;  // relative: "report.html", "categories/food.md"; safe as a file's name
  std::string text;
};

// report.html, domains.csv, domains.jsonl, summary.json, categories/NAME.md for each category, and
// changes.json and changes.md where there is a run to compare with (`difference` may be null).
[[nodiscard]] std::vector<ReportFile> report_files(const analyzer::Assessment& assessment,
                                                   const analyzer::RunDifference* difference);

}  // namespace tidemark::reports
