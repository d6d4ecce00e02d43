#include "reports/assessment/report_files.hpp"

#include <set>

#include "reports/assessment/analysis_page.hpp"
#include "reports/assessment/assessment_counts.hpp"
#include "reports/assessment/category_page.hpp"
#include "reports/assessment/change_report.hpp"
#include "reports/assessment/domain_files.hpp"
#include "reports/assessment/summary_json.hpp"

namespace tidemark::reports {
namespace {

bool is_harmless(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

// A category is named after a list's file; that may still be "../x" in a store of somebody else's.
std::string file_stem(std::string_view category) {
  if (category.empty()) return "uncategorised";
  std::string stem;
  for (const char c : category.substr(0, 100)) stem += is_harmless(c) ? c : '_';
  if (stem.front() == '.') stem.front() = '_';
  return stem;
}

// Two categories may be spelt alike once made harmless; one may be called "uncategorised".
std::string unused(const std::string& stem, std::set<std::string>& used) {
  std::string name = stem;
  for (int again = 2; !used.insert(name).second; ++again) name = stem + '-' + std::to_string(again);
  return name;
}

}  // namespace

std::vector<ReportFile> report_files(const analyzer::Assessment& assessment,
                                     const analyzer::RunDifference* difference) {
  std::vector<ReportFile> files{{"report.html", analysis_page(assessment, difference)},
                                {"domains.csv", domains_csv(assessment)},
                                {"domains.jsonl", domains_jsonl(assessment)},
                                {"summary.json", summary_json(assessment)}};
  std::set<std::string> used;
  for (const auto& [name, members] : members_by_category(assessment)) {
    files.push_back({"categories/" + unused(file_stem(name), used) + ".md",
                     category_page(assessment, name, members)});
  }
  if (difference != nullptr) {
    files.push_back({"changes.json", changes_json(*difference)});
    files.push_back({"changes.md", changes_markdown(*difference)});
  }
  return files;
}

}  // namespace tidemark::reports
