#include "reports/catalogue_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>

#include "probes/base/printable.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

using harness::CatalogueRun;
using harness::SubjectVariant;

// What is before the last column.
constexpr std::size_t kHead = 67;
// Enough for a finding with its task; a narrow terminal breaks the line.
constexpr std::size_t kShortest = 60;

std::string_view variant_word(SubjectVariant variant) {
  return variant == SubjectVariant::kSound ? "sound" : "as it is";
}

// A subject that failed has no verdict worth reading.
std::string_view outcome_word(const CatalogueRun& run) {
  if (!run.skipped.empty()) return "skipped";
  if (!run.exit_code) return "not run";
  switch (*run.exit_code) {
    case 4: return "failed";
    case 5: return "no run";
    default: return run.verdict ? verdict_word(*run.verdict) : "none";
  }
}

std::string_view expected_word(const CatalogueRun& run) {
  if (!run.skipped.empty() || !run.exit_code) return "-";
  return run.as_expected ? "yes" : "NO";
}

}  // namespace

std::string catalogue_name(const CatalogueRun& run) {
  return printable(run.scenario, 60) + (run.variant == SubjectVariant::kSound ? ", sound" : "");
}

std::string catalogue_sum(const harness::CatalogueRecord& record) {
  long ran = 0;
  long right = 0;
  long skipped = 0;
  for (const CatalogueRun& run : record.runs) {
    ran += run.exit_code ? 1 : 0;
    right += run.as_expected ? 1 : 0;
    skipped += run.skipped.empty() ? 0 : 1;
  }
  std::string sum = fmt::format("{} of {} as expected", right, counted(ran, "run"));
  if (skipped > 0) sum += fmt::format(", {} skipped", skipped);
  if (const auto rest = static_cast<long>(record.runs.size()) - ran - skipped; rest > 0) {
    sum += fmt::format(", {} not run", rest);
  }
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::duration<double>(record.took_s));
  return sum + ", in " + duration_words(took);
}

std::string catalogue_table(const harness::CatalogueRecord& record, std::size_t width) {
  const std::size_t last = std::max(kShortest, width - std::min(width, kHead));
  std::string table = fmt::format("{:<9} {:<24} {:<9} {:<13} {:>6}  {}\n", "expected", "scenario",
                                  "variant", "verdict", "s", "found");
  for (const CatalogueRun& run : record.runs) {
    const std::string seconds = run.exit_code ? fmt::format("{:.0f}", run.took_s) : "";
    table += fmt::format("{:<9} {:<24} {:<9} {:<13} {:>6}  {}\n", expected_word(run),
                         printable(run.scenario, 24), variant_word(run.variant), outcome_word(run),
                         seconds, printable(run.skipped.empty() ? run.found : run.skipped, last));
    if (run.exit_code && !run.as_expected && !run.must_find.empty()) {
      table += fmt::format("{:>{}}must be {}\n", "", kHead, printable(run.must_find, last));
    }
  }
  return table + '\n' + catalogue_sum(record) + '\n';
}

}  // namespace tidemark::reports
