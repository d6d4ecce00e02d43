#include "harness/selftest/check_plant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/record/names.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

std::string quoted(const std::string& text) { return '"' + printable(text, 120) + '"'; }

// Whether the culprit is what was planted, and not something else that is there.
bool is_planted(Plant plant, const Culprit& culprit) {
  switch (plant) {
    case Plant::kProcess:
      return culprit.what.ends_with(fmt::format(" {} {}", kPlanterArgument, kPlantedProcess));
    case Plant::kDescriptor: return culprit.what.ends_with(fmt::format(" {}", kPlanterArgument));
    case Plant::kDirectory: return culprit.what.find(kPlantedDirectory) != std::string::npos;
    case Plant::kMemory:
    case Plant::kNothing: break;
  }
  return false;
}

// What makes the culprits of a finding the wrong ones; memory has none.
std::optional<std::string> wrong_culprit(const PlantFacts& facts, const Finding& finding) {
  if (facts.plant == Plant::kMemory) return std::nullopt;
  if (finding.culprits.empty()) return "no culprit is named";
  // The process that leaks descriptors was there before any task.
  const std::string_view task = facts.plant == Plant::kDescriptor ? "" : facts.task;
  for (const Culprit& culprit : finding.culprits) {
    if (!is_planted(facts.plant, culprit)) {
      return fmt::format("{} is named as the culprit", quoted(culprit.what));
    }
    if (culprit.born_during != task) {
      return fmt::format("{} is said to be born during {}, not during {}", quoted(culprit.what),
                         quoted(culprit.born_during), quoted(std::string(task)));
    }
  }
  return std::nullopt;
}

// A resource that leaks though nothing of the sort was planted.
std::optional<std::string> false_alarm(std::span<const Plant> planted, const RunRecord& record) {
  for (const ResourceVerdict& verdict : record.verdicts) {
    const bool expected = std::ranges::any_of(
        planted, [&](Plant plant) { return facts_of(plant).resource == verdict.resource; });
    // Planted processes take memory.
    const bool follows = verdict.resource == Resource::kMemory &&
                         std::ranges::find(planted, Plant::kProcess) != planted.end();
    if (verdict.verdict != Verdict::kLeaking || expected || follows) continue;
    return fmt::format("a leak of {} is reported that nobody planted: {}",
                       name_of(verdict.resource), verdict.evidence);
  }
  return std::nullopt;
}

void check_leak(const PlantFacts& facts, const RunRecord& record, PlantAnswer& answer) {
  const auto verdict =
      std::ranges::find(record.verdicts, facts.resource,
                        [](const ResourceVerdict& it) { return std::optional(it.resource); });
  if (verdict == record.verdicts.end()) {
    answer.found = "there is no verdict on it";
    return;
  }
  if (verdict->verdict != Verdict::kLeaking) {
    answer.found =
        fmt::format("the verdict on {} is {}, not leaking: {}", name_of(verdict->resource),
                    name_of(verdict->verdict), verdict->evidence);
    return;
  }
  const auto finding = std::ranges::find_if(record.findings, [&](const Finding& it) {
    return it.leak && it.resource == verdict->resource && it.kind == FindingKind::kGrowth;
  });
  if (finding == record.findings.end()) {
    answer.found = "it leaks, but no finding says that it grows: " + verdict->evidence;
    return;
  }
  const auto wrong = wrong_culprit(facts, *finding);
  answer.passed = !wrong;
  answer.found = wrong ? "it is found, but " + *wrong : finding->explanation;
}

}  // namespace

PlantAnswer check_plant(Plant plant, std::span<const Plant> planted, const RunRecord& record) {
  PlantAnswer answer{.plant = plant};
  const PlantFacts& facts = facts_of(plant);
  if (facts.resource) {
    check_leak(facts, record, answer);
  } else {
    answer.passed = record.verdict == Verdict::kStable;
    answer.found = answer.passed ? record.reason
                                 : fmt::format("the verdict is {}, not stable: {}",
                                               name_of(record.verdict), record.reason);
  }
  if (!answer.passed) return answer;
  if (auto alarm = false_alarm(planted, record)) {
    answer.passed = false;
    answer.found = *std::move(alarm);
  }
  return answer;
}

}  // namespace tidemark::harness
