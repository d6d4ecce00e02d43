#include "reports/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/record/names.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/printable.hpp"
#include "reports/trouble_wording.hpp"

namespace tidemark::reports {

using harness::Resource;

std::string_view verdict_word(harness::Verdict verdict) { return harness::name_of(verdict); }

std::string_view expectation_word(const harness::Expectation& expectation) {
  if (!expectation.met) return "unknown";
  return *expectation.met ? "met" : "failed";
}

std::string failed_words(const harness::RunRecord& record) {
  const auto failed = std::ranges::count_if(
      record.expectations,
      [](const harness::Expectation& expectation) { return expectation.met == false; });
  if (failed == 0) return {};
  return fmt::format("{} of {} failed", failed,
                     counted(static_cast<long>(record.expectations.size()), "expectation"));
}

std::string_view resource_word(Resource resource) { return harness::name_of(resource); }

std::string_view kind_words(harness::FindingKind kind) {
  switch (kind) {
    case harness::FindingKind::kGrowth: return "";
    case harness::FindingKind::kPlateau: return "levelled off";
    case harness::FindingKind::kUnsettled: return "grew late";
    case harness::FindingKind::kOrphan: return "outlived the subject";
    case harness::FindingKind::kWedged: return "stuck";
    case harness::FindingKind::kUnanswered:
    case harness::FindingKind::kAnswersChanged:
    case harness::FindingKind::kSlotsLost:
    case harness::FindingKind::kDoubleRelease:
    case harness::FindingKind::kPipeShared:
    case harness::FindingKind::kRestSlower:
    case harness::FindingKind::kTasksSlower: break;  // the subject of their heading says it
  }
  return "";
}

std::string duration_words(std::chrono::microseconds duration) {
  const double seconds = std::max(0.0, std::chrono::duration<double>(duration).count());
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const long whole = std::lround(seconds);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string counted(long count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string amount(Resource resource, double value) {
  if (resource == Resource::kMemory) {
    const auto bytes = to_string(Bytes{static_cast<std::uint64_t>(std::llround(std::abs(value)))});
    return value < 0 ? "-" + bytes : bytes;
  }
  const bool whole = std::abs(value - std::round(value)) < 0.005;
  return whole ? fmt::format("{:.0f}", value + 0.0) : fmt::format("{:.2g}", value);
}

std::string finding_subject(const harness::Finding& finding) {
  if (is_other_trouble(finding.kind)) return std::string(trouble_subject(finding.kind));
  if (finding.role.empty()) return std::string(resource_word(finding.resource));
  return fmt::format("{} {}", printable(finding.role, 40), resource_word(finding.resource));
}

std::string finding_remark(const harness::Finding& finding) {
  const auto kind = kind_words(finding.kind);
  if (finding.muted) return fmt::format("{}{}muted", kind, kind.empty() ? "" : "; ");
  if (finding.leak) return std::string(kind);
  return kind.empty() ? "advice" : fmt::format("{}; advice", kind);
}

std::string finding_growth(const harness::Finding& finding) {
  using harness::FindingKind;
  if (is_other_trouble(finding.kind)) return trouble_growth(finding);
  if (finding.kind == FindingKind::kOrphan || finding.kind == FindingKind::kWedged) {
    return fmt::format("{} left at the end, {} per cycle", amount(finding.resource, finding.last),
                       amount(finding.resource, finding.per_cycle));
  }
  return fmt::format("{} after warm-up, {} at the last rest point, {}{} per cycle",
                     amount(finding.resource, finding.baseline),
                     amount(finding.resource, finding.last), finding.per_cycle < 0 ? "" : "+",
                     amount(finding.resource, finding.per_cycle));
}

std::string bound_words(const harness::ResourceVerdict& verdict) {
  if (!verdict.bound_per_cycle || *verdict.bound_per_cycle >= 1) return {};
  return fmt::format("fewer than {:.1f}% of cycles leak (95% confidence)",
                     *verdict.bound_per_cycle * 100);
}

std::string cycles_words(const harness::RunRecord& record) {
  std::string words = fmt::format("{} of {}", record.cycles.size(), record.cycles_planned);
  if (record.warm_up > 0) words += fmt::format(", {} warm-up not counted", record.warm_up);
  return words;
}

std::string fault_words(const harness::Fault& fault) {
  std::string words = printable(fault.kind, 40);
  std::ranges::replace(words, '_', ' ');
  if (!fault.target.empty()) {
    const bool all = fault.target.starts_with("every ");
    words += (all ? " of " : " of the ") + printable(fault.target, 40);
  }
  if (fault.detail.empty()) return words;
  return words + " (" + printable(fault.detail, 40) + ")";
}

std::string fault_kinds(const harness::RunRecord& record) {
  std::map<std::string, int> by_kind;
  for (const auto& fault : record.faults) {
    ++by_kind[fault_words(fault)];
  }
  std::string kinds;
  for (const auto& [kind, count] : by_kind) {
    if (!kinds.empty()) kinds += ", ";
    kinds += by_kind.size() == 1 ? kind : fmt::format("{} {}", count, kind);
  }
  return kinds;
}

std::string faults_words(const harness::RunRecord& record) {
  if (record.faults.empty()) return "none";
  return fmt::format("{} ({})", record.faults.size(), fault_kinds(record));
}

std::string rest_words(const harness::RunRecord& record) {
  std::vector<harness::RunTime> waits;
  for (const auto& cycle : record.cycles) {
    if (cycle.rested) waits.push_back(*cycle.rested - cycle.drained);
  }
  if (waits.empty()) return {};
  std::ranges::sort(waits);
  return fmt::format("{} (median), {} (longest)", duration_words(waits[waits.size() / 2]),
                     duration_words(waits.back()));
}

std::string network_words(const harness::RunRecord& record) {
  if (record.network == "isolated") return "isolated: the simulated sites and nothing else";
  if (record.network == "mapped") return "the machine's, the sites mapped to loopback";
  return record.network;
}

std::string probe_cost_words(const harness::RunRecord& record) {
  std::string words = fmt::format("{:.1f}% of one core", record.probe_cpu_share * 100);
  if (record.probe_longest_hold.count() == 0) return words;
  const double hold = std::chrono::duration<double, std::milli>(record.probe_longest_hold).count();
  return words + fmt::format(", held no process up for more than {:.1f} ms", hold);
}

int tasks_given(const harness::RunRecord& record) {
  int tasks = 0;
  for (const auto& cycle : record.cycles) tasks += cycle.tasks;
  return tasks;
}

std::string short_culprit(const harness::Culprit& culprit, std::size_t width) {
  std::string_view what = culprit.what;
  if (culprit.pid == 0) {
    auto whole = printable(what, what.size() * 4 + 1);
    if (whole.size() <= width) return whole;
    // Cut in bytes, then shown again: half a character at the cut becomes visible, never raw.
    return "..." + printable(std::string_view(whole).substr(whole.size() - (width - 8)), width - 3);
  }
  const auto program_end = std::min(what.find(' '), what.size());
  const auto slash = what.substr(0, program_end).rfind('/');
  if (slash != std::string_view::npos && slash + 1 < program_end) what.remove_prefix(slash + 1);
  return printable(what, width);
}

}  // namespace tidemark::reports
