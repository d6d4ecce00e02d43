#include "harness/verdict/memory_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/verdict/averages.hpp"
#include "harness/verdict/growth.hpp"
#include "harness/verdict/growth_test.hpp"
#include "harness/verdict/leftover.hpp"
#include "harness/verdict/resident_growth.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kFewestForARate = 3;
// Growth below both is not worth a sentence.
constexpr double kMinorBytes = 1024.0 * 1024;
constexpr double kMinorShare = 0.02;
// The kernel counts memory in pages.
constexpr double kPage = 4096;

using Amount = std::optional<Bytes> RestProcess::*;

// The tree's; absent if no process's is known.
std::optional<double> sum_of(const RestPoint& point, Amount part) {
  std::optional<double> sum;
  for (const auto& process : point.processes) {
    const std::optional<Bytes>& amount = process.*part;
    if (amount) sum = sum.value_or(0) + static_cast<double>(amount->count);
  }
  return sum;
}

std::optional<double> pss_of(const RestPoint& point) { return sum_of(point, &RestProcess::pss); }

// Readings of one subject, and the cycles after which they were taken.
struct Readings {
  std::vector<double> values;    // PSS
  std::vector<double> resident;  // RSS, where it is known
  std::vector<int> cycles;
};

Readings readings_of(const Timeline& timeline) {
  Readings readings;
  for (std::size_t i = timeline.last_subject_from; i < timeline.judged.size(); ++i) {
    const RestPoint& point = *timeline.judged[i];
    if (const auto pss = pss_of(point)) {
      readings.values.push_back(*pss);
      if (const auto rss = sum_of(point, &RestProcess::rss)) readings.resident.push_back(*rss);
      readings.cycles.push_back(point.cycle);
    }
  }
  return readings;
}

std::string amount(double bytes) {
  const auto words = to_string(Bytes{static_cast<std::uint64_t>(std::llround(std::abs(bytes)))});
  return bytes < 0 ? "-" + words : words;
}

// "; 12.0 KiB per task"
std::string per_task(double per_cycle, double tasks_per_cycle) {
  if (tasks_per_cycle <= 0) return {};
  return fmt::format("; {} per task", amount(per_cycle / tasks_per_cycle));
}

// "rose by 40.0 MiB in cycle 12 and by 8.0 MiB in cycle 30, flat since"
std::string steps_in_words(const Readings& readings, std::vector<std::size_t> starts) {
  std::string words;
  starts.push_back(readings.values.size());
  std::size_t from = 0;
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    const std::span<const double> values(readings.values);
    const double change = mean(values.subspan(starts[i], starts[i + 1] - starts[i])) -
                          mean(values.subspan(from, starts[i] - from));
    words +=
        fmt::format("{}{} by {} in cycle {}", i == 0 ? "" : " and ", change < 0 ? "fell" : "rose",
                    amount(std::abs(change)), readings.cycles[starts[i]]);
    from = starts[i];
  }
  return words + ", flat since";
}

// What the series looks like, for a sentence that begins with "PSS".
std::string course_in_words(const GrowthAnswer& answer, const Readings& readings) {
  switch (answer.course) {
    case Course::kStepped: return steps_in_words(readings, answer.starts);
    case Course::kWarmedUp: {
      // Three time constants are 95% of the way.
      const auto filled =
          std::min(readings.cycles.size() - 1, static_cast<std::size_t>(3 * answer.warm_up_length));
      return fmt::format("filled up by {} until about cycle {}, flat since",
                         amount(readings.values.back() - readings.values.front()),
                         readings.cycles[filled]);
    }
    case Course::kWandering: return "wanders without a direction";
    case Course::kFlat: return "is flat";
    case Course::kGrowing:
    case Course::kUnknown: break;
  }
  return fmt::format("changed by {} per cycle", amount(answer.growth));
}

std::string evidence_of(const GrowthAnswer& answer, const Readings& readings,
                        double tasks_per_cycle) {
  const std::size_t points = readings.values.size();
  switch (answer.verdict) {
    case Verdict::kLeaking:
      return fmt::format(
          "PSS grows by {} per cycle (95%: {} to {}){} over {} rest points, "
          "{} at first, {} now",
          amount(answer.growth), amount(answer.lowest), amount(answer.highest),
          per_task(answer.growth, tasks_per_cycle), points, amount(readings.values.front()),
          amount(readings.values.back()));
    case Verdict::kStable:
      return fmt::format(
          "PSS {} over {} rest points; with 95% confidence it grows by less than {} "
          "per cycle{}",
          course_in_words(answer, readings), points, amount(std::max(answer.highest, 0.0)),
          per_task(std::max(answer.highest, 0.0), tasks_per_cycle));
    case Verdict::kInconclusive: break;
  }
  return fmt::format(
      "PSS {} over {} rest points, but growth of up to {} per cycle may hide in it: "
      "run twice as many cycles",
      course_in_words(answer, readings), points, amount(std::max(answer.highest, 0.0)));
}

// A growth that the processes' resident memory does not have.
std::string shared_elsewhere(const GrowthAnswer& answer) {
  return fmt::format(
      "PSS grows by {} per cycle, but what the processes have resident (RSS) does not: other "
      "programs that use the same files came and went; run on a machine of its own, or more cycles",
      amount(answer.growth));
}

// With too few rest points for the test: what there is, without an answer.
std::string early_evidence(const Readings& readings) {
  const std::size_t points = readings.values.size();
  if (points < kFewestForARate) {
    return fmt::format("PSS is known at {} rest points after warm-up; the test needs at least {}",
                       points, kFewestForGrowth);
  }
  return fmt::format(
      "PSS changed by {} per cycle over {} rest points, {} at first, {} now; the "
      "test needs at least {} rest points",
      amount(robust_slope(readings.values)), points, amount(readings.values.front()),
      amount(readings.values.back()), kFewestForGrowth);
}

bool worth_a_mention(const Readings& readings) {
  if (readings.values.size() < kFewestForARate) return false;
  const double rise =
      robust_slope(readings.values) * static_cast<double>(readings.values.size() - 1);
  return rise >= std::max(kMinorBytes, kMinorShare * readings.values.front());
}

FindingKind kind_of(const GrowthAnswer& answer) {
  if (answer.verdict == Verdict::kLeaking) return FindingKind::kGrowth;
  return answer.verdict == Verdict::kStable ? FindingKind::kPlateau : FindingKind::kUnsettled;
}

}  // namespace

MemoryEvidence judge_memory(const Timeline& timeline, const MemoryRules& rules) {
  MemoryEvidence found{.verdict = {.resource = Resource::kMemory}};
  if (!timeline.long_running) {
    found.verdict.evidence =
        "not judged: a subject started anew for each cycle cannot grow over cycles";
    return found;
  }
  const Readings readings = readings_of(timeline);
  GrowthAnswer answer = test_growth(
      readings.values, {.resolution = kPage, .tests = rules.tests, .planned = rules.planned});
  if (answer.verdict == Verdict::kLeaking && !is_resident(readings.resident, answer.growth)) {
    answer.verdict = Verdict::kInconclusive;
    found.verdict.evidence = shared_elsewhere(answer);
  } else {
    found.verdict.evidence = answer.course == Course::kUnknown
                                 ? early_evidence(readings)
                                 : evidence_of(answer, readings, rules.tasks_per_cycle);
  }
  found.verdict.verdict = answer.verdict;
  if (answer.verdict == Verdict::kStable) {
    found.verdict.bound_bytes_per_cycle = std::max(answer.highest, 0.0);
  }
  const bool leaking = answer.verdict == Verdict::kLeaking;
  if (!leaking && !worth_a_mention(readings)) return found;
  Finding finding{.resource = Resource::kMemory};
  finding.kind = kind_of(answer);
  finding.baseline = readings.values.front();
  finding.last = readings.values.back();
  finding.per_cycle = leaking ? answer.growth : robust_slope(readings.values);
  finding.counts.reserve(timeline.all.size());
  for (const auto& point : timeline.all) finding.counts.push_back(pss_of(point).value_or(0));
  finding.leak = leaking;
  finding.explanation = found.verdict.evidence;
  found.finding = std::move(finding);
  return found;
}

}  // namespace tidemark::harness
