#include "harness/catalogue/check_catalogue_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/record/names.hpp"

namespace tidemark::harness {
namespace {

bool decides(const Finding& finding) { return finding.leak && !finding.muted; }

// Of tasks that ran side by side a record names several: "a.example, b.example and 1 more".
bool names(std::string_view tasks, std::string_view task) {
  constexpr std::string_view kBetween = ", ";
  for (auto at = tasks.find(task); at != std::string_view::npos; at = tasks.find(task, at + 1)) {
    const std::string_view before = tasks.substr(0, at);
    const std::string_view behind = tasks.substr(at + task.size());
    if ((before.empty() || before.ends_with(kBetween)) &&
        (behind.empty() || behind.starts_with(kBetween) || behind.starts_with(" and "))) {
      return true;
    }
  }
  return false;
}

bool born_during(const Finding& finding, const std::string& task) {
  return std::ranges::any_of(
      finding.culprits, [&](const Culprit& culprit) { return names(culprit.born_during, task); });
}

// The first of the finding's tasks; empty: none is known.
std::string first_task(const Finding& finding) {
  for (const Culprit& culprit : finding.culprits) {
    if (!culprit.born_during.empty()) return culprit.born_during;
  }
  return {};
}

std::string in_words(const Finding& finding, const std::string& task) {
  return in_words(LeakDefect{
      .kind = finding.kind, .resource = finding.resource, .role = finding.role, .task = task});
}

std::string in_words(const Expectation& expectation) {
  return fmt::format("{}: {}, expected {}", expectation.what, expectation.actual,
                     expectation.expected);
}

bool failed(const Expectation& expectation) { return expectation.met == false; }

// Whether it is one that `key` of the scenario's expectations stands for; FILE may be before it.
bool is_of(const Expectation& expectation, std::string_view key) {
  const std::string_view pointer = expectation.pointer;
  const auto at = pointer.rfind("/expect/");
  if (at == std::string_view::npos) return false;
  const std::string_view below = pointer.substr(at + std::string_view("/expect/").size());
  return below.substr(0, below.find('/')) == key;
}

// What decided a run of which something else was expected, or nothing.
std::string what_decided(const RunOutcome& outcome) {
  const RunRecord& record = outcome.record;
  if (outcome.end != RunEnd::kCompleted) {
    return outcome.problem.empty() ? record.reason : outcome.problem;
  }
  if (const auto leak = std::ranges::find_if(record.findings, decides);
      leak != record.findings.end()) {
    return in_words(*leak, first_task(*leak));
  }
  if (const auto wrong = std::ranges::find_if(record.expectations, failed);
      wrong != record.expectations.end()) {
    return in_words(*wrong);
  }
  return record.verdict == Verdict::kStable ? "" : record.reason;
}

CatalogueAnswer check(const LeakDefect& defect, const RunOutcome& outcome) {
  const RunRecord& record = outcome.record;
  if (outcome.end == RunEnd::kCompleted && record.verdict == Verdict::kLeaking) {
    for (const Finding& finding : record.findings) {
      if (!decides(finding) || finding.kind != defect.kind || finding.resource != defect.resource) {
        continue;
      }
      if (!defect.role.empty() && finding.role != defect.role) continue;
      if (!defect.task.empty() && !born_during(finding, defect.task)) continue;
      return {.as_expected = true,
              .found = in_words(finding, defect.task.empty() ? first_task(finding) : defect.task)};
    }
  }
  return {.found = what_decided(outcome)};
}

CatalogueAnswer check(const ExpectationDefect& defect, const RunOutcome& outcome) {
  if (outcome.end == RunEnd::kCompleted) {
    for (const Expectation& expectation : outcome.record.expectations) {
      if (failed(expectation) && is_of(expectation, defect.expectation)) {
        return {.as_expected = true, .found = in_words(expectation)};
      }
    }
  }
  return {.found = what_decided(outcome)};
}

CatalogueAnswer check(const StuckDefect& /*defect*/, const RunOutcome& outcome) {
  return {.as_expected = outcome.end == RunEnd::kSubjectFailed && outcome.record.stuck,
          .found = what_decided(outcome)};
}

bool passed(const RunOutcome& outcome) {
  return outcome.end == RunEnd::kCompleted && outcome.record.verdict == Verdict::kStable &&
         std::ranges::all_of(outcome.record.expectations,
                             [](const Expectation& each) { return each.met == true; });
}

}  // namespace

CatalogueAnswer check_catalogue_run(const std::optional<PlannedDefect>& defect,
                                    const RunOutcome& outcome) {
  if (!defect) return {.as_expected = passed(outcome), .found = what_decided(outcome)};
  return std::visit([&](const auto& each) { return check(each, outcome); }, *defect);
}

}  // namespace tidemark::harness
