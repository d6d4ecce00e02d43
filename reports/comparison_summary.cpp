#include "reports/comparison_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>

#include "probes/base/bytes.hpp"
#include "probes/base/printable.hpp"
#include "reports/wording.hpp"
#include "reports/wrapped.hpp"

namespace tidemark::reports {
namespace {

using harness::Verdict;

constexpr std::size_t kSentence = 600;

std::string upper(Verdict verdict, bool colour) {
  std::string word(verdict_word(verdict));
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::toupper(c); });
  if (!colour) return word;
  const int code = verdict == Verdict::kStable ? 32 : verdict == Verdict::kLeaking ? 31 : 33;
  return fmt::format("\x1b[1;{}m{}\x1b[0m", code, word);
}

std::string words_of(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& argument : command) {
    if (!text.empty()) text += ' ';
    text += argument;
  }
  return printable(text, 200);
}

}  // namespace

std::string growth_words(harness::Resource resource, double per_task) {
  const char* sign = per_task < 0 ? "-" : "+";
  if (resource != harness::Resource::kMemory)
    return fmt::format("{}{:.3g}", sign, std::abs(per_task));
  return sign + to_string(Bytes{static_cast<std::uint64_t>(std::llround(std::abs(per_task)))});
}

std::string growth_words(const harness::ComparedRun& run, harness::Resource resource) {
  for (const harness::RunGrowth& growth : run.growths) {
    if (growth.resource == resource) {
      return growth_words(resource, growth.per_task) + (growth.leaking ? " leak" : "");
    }
  }
  return {};
}

std::string pairs_words(const harness::ComparisonRecord& record) {
  const auto pairs = record.runs.size() / 2;
  const bool early = record.completed && static_cast<int>(pairs) < record.pairs_planned;
  return fmt::format("{} of {} pairs{}", pairs, record.pairs_planned,
                     early ? ", which decided it" : "");
}

std::string comparison_summary(const harness::ComparisonRecord& record, const SummaryStyle& style) {
  const std::size_t width = std::max<std::size_t>(style.width, 60);
  std::string out = upper(record.verdict, style.colour) + "  " + printable(record.name, 80);
  if (!record.completed) out += "  incomplete";
  out += '\n' + wrapped("", printable(record.reason, kSentence), width, 0) + '\n';
  for (const harness::Effect& effect : record.effects) {
    out += wrapped(fmt::format("  {:<12} {:<12}  ", resource_word(effect.resource),
                               verdict_word(effect.verdict)),
                   printable(effect.evidence, kSentence), width, 29);
  }
  out +=
      fmt::format("\nGrowth per task, {}\n  {:<14} {:>12} {:>12} {:>12} {:>12}\n",
                  pairs_words(record), "run", "memory", "processes", "descriptors", "directories");
  for (const harness::ComparedRun& run : record.runs) {
    using enum harness::Resource;
    out += fmt::format("  {:<14} {:>12} {:>12} {:>12} {:>12}{}\n", printable(run.folder, 14),
                       growth_words(run, kMemory), growth_words(run, kProcesses),
                       growth_words(run, kDescriptors), growth_words(run, kDirectories),
                       run.unfit.empty() ? "" : "  not counted: " + printable(run.unfit, 200));
  }
  out += '\n' + wrapped("  candidate  ", words_of(record.candidate), width, 13);
  out += wrapped("  baseline   ", words_of(record.baseline), width, 13);
  for (const std::string& note : record.notes) {
    out += wrapped("  - ", printable(note, kSentence), width, 4);
  }
  if (!style.report_path.empty()) out += "\nReport: " + printable(style.report_path, 4096) + "\n";
  return out;
}

}  // namespace tidemark::reports
