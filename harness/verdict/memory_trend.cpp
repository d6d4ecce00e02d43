#include "harness/verdict/memory_trend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/verdict/growth.hpp"
#include "harness/verdict/leftover.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kFewestPoints = 3;
// Growth below both is not worth a sentence.
constexpr double kMinorBytes = 1024.0 * 1024;
constexpr double kMinorShare = 0.02;

// The tree's sum at one rest point; absent if no process's is known.
std::optional<double> tree_sum(const RestPoint& point, std::optional<Bytes> RestProcess::* memory) {
  std::optional<double> sum;
  for (const auto& process : point.processes) {
    if (const auto& bytes = process.*memory) {
      sum = sum.value_or(0) + static_cast<double>(bytes->count);
    }
  }
  return sum;
}

std::vector<double> tree_sums(const std::vector<const RestPoint*>& points,
                              std::optional<Bytes> RestProcess::* memory) {
  std::vector<double> sums;
  for (const auto* point : points) {
    if (const auto sum = tree_sum(*point, memory)) sums.push_back(*sum);
  }
  return sums;
}

std::string amount(double bytes) {
  const auto words = to_string(Bytes{static_cast<std::uint64_t>(std::llround(std::abs(bytes)))});
  return bytes < 0 ? "-" + words : words;
}

}  // namespace

MemoryTrend memory_trend(const Timeline& timeline) {
  if (!timeline.long_running)
    return {.evidence =
                "not judged: a subject started anew for each cycle cannot grow over cycles"};
  const auto pss = tree_sums(timeline.judged, &RestProcess::pss);
  if (pss.size() < kFewestPoints) {
    return {.evidence = fmt::format(
                "PSS is known at {} rest points after warm-up; a trend needs at least {}",
                pss.size(), kFewestPoints)};
  }
  const auto uss = tree_sums(timeline.judged, &RestProcess::uss);
  const double slope = robust_slope(pss);
  std::string sentence = fmt::format("PSS changed by {} per cycle", amount(slope));
  if (uss.size() >= kFewestPoints)
    sentence += fmt::format(" (USS by {})", amount(robust_slope(uss)));
  sentence += fmt::format(
      " over {} rest points, {} at first, {} now; advice only, a test of memory needs more rest "
      "points",
      pss.size(), amount(pss.front()), amount(pss.back()));
  MemoryTrend trend{.evidence = sentence};
  const double total = slope * static_cast<double>(pss.size() - 1);
  if (total < std::max(kMinorBytes, kMinorShare * pss.front())) return trend;
  Finding finding{.resource = Resource::kMemory};
  finding.baseline = pss.front();
  finding.last = pss.back();
  finding.per_cycle = slope;
  for (const auto& point : timeline.all) {
    finding.counts.push_back(tree_sum(point, &RestProcess::pss).value_or(0));
  }
  finding.explanation = std::move(sentence);
  trend.finding = std::move(finding);
  return trend;
}

}  // namespace tidemark::harness
