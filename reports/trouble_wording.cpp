#include "reports/trouble_wording.hpp"

#include <fmt/format.h>

#include "reports/wording.hpp"

namespace tidemark::reports {

using harness::FindingKind;

namespace {

bool is_time(FindingKind kind) {
  return kind == FindingKind::kRestSlower || kind == FindingKind::kTasksSlower;
}

}  // namespace

std::string_view trouble_subject(FindingKind kind) {
  switch (kind) {
    case FindingKind::kUnanswered: return "unanswered tasks";
    case FindingKind::kAnswersChanged: return "tasks that end otherwise";
    case FindingKind::kSlotsLost: return "lost slots";
    case FindingKind::kDoubleRelease: return "slots given back twice";
    case FindingKind::kPipeShared: return "browsers with a shared command pipe";
    case FindingKind::kRestSlower: return "time to rest";
    case FindingKind::kTasksSlower: return "time per task";
    case FindingKind::kGrowth:
    case FindingKind::kPlateau:
    case FindingKind::kUnsettled:
    case FindingKind::kOrphan:
    case FindingKind::kWedged: break;
  }
  return "";
}

std::string trouble_amount(const harness::Finding& finding, double value) {
  if (is_time(finding.kind)) return fmt::format("{:.2f} s", value);
  return amount(finding.resource, value);
}

std::string trouble_growth(const harness::Finding& finding) {
  if (finding.kind == FindingKind::kUnanswered) {
    return fmt::format("{} in all", trouble_amount(finding, finding.last));
  }
  std::string words =
      fmt::format("{} at first, {} at the end", trouble_amount(finding, finding.baseline),
                  trouble_amount(finding, finding.last));
  if (finding.per_cycle <= 0) return words;
  return words + fmt::format(", +{} per cycle", trouble_amount(finding, finding.per_cycle));
}

}  // namespace tidemark::reports
