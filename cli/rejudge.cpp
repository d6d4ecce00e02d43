#include "cli/rejudge.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/expectations/check_expectations.hpp"
#include "harness/record/names.hpp"
#include "harness/verdict/browser_starts.hpp"
#include "harness/verdict/judge.hpp"
#include "harness/verdict/mute_file.hpp"
#include "harness/verdict/recorded_rest_points.hpp"
#include "harness/verdict/work_log.hpp"

namespace tidemark::cli {
namespace {

using harness::Resource;

Result<std::vector<Resource>> required_resources(const harness::RunRecord& record,
                                                 const std::vector<std::string>& names) {
  std::vector<Resource> required;
  for (const std::string& name : names) {
    const auto resource = harness::from_name<Resource>(name);
    if (!resource || *resource == Resource::kWork) {
      return failure(ErrorCode::kBadInput,
                     fmt::format("--require: there is no resource \"{}\"; there are processes, "
                                 "zombies, descriptors, directories and memory",
                                 name));
    }
    required.push_back(*resource);
  }
  if (!required.empty()) return required;
  for (const harness::ResourceVerdict& verdict : record.verdicts) {
    if (verdict.required) required.push_back(verdict.resource);
  }
  if (required.empty()) required = harness::JudgeOptions{}.required;
  return required;
}

int tasks_fed(const harness::RunRecord& record) {
  int fed = 0;
  for (const harness::Cycle& cycle : record.cycles) fed += cycle.tasks;
  return fed;
}

}  // namespace

Result<void> rejudge(KeptRun& run, const RejudgeOptions& options) {
  if (!run.recording) {
    return failure(ErrorCode::kBadInput,
                   "the run cannot be judged again: its samples.sqlite is missing or damaged");
  }
  const auto points = harness::rest_points_of(*run.recording);
  if (points.empty()) {
    return failure(ErrorCode::kBadInput,
                   "the run cannot be judged again: no rest point is in its recording (it was cut "
                   "off before the first, or an older version recorded it)");
  }
  auto required = required_resources(run.record, options.require);
  if (!required) return std::unexpected(required.error());
  harness::RunRecord& record = run.record;
  harness::JudgeOptions rules{.warm_up = options.warm_up.value_or(record.warm_up)};
  if (options.persist) rules.persist = *options.persist;
  rules.required = *std::move(required);
  rules.memory_tests = record.memory_tests;
  if (record.ended_early) rules.cycles_planned = record.cycles_planned;
  rules.completed = record.completed;
  rules.tasks_fed = tasks_fed(record);
  rules.tasks_answered = record.tasks_answered;
  harness::MuteFile mutes;
  if (!options.mutes.empty()) {
    auto loaded = harness::load_mutes(options.mutes);
    if (!loaded) return std::unexpected(loaded.error());
    mutes = *std::move(loaded);
  }
  rules.muting = {
      .mutes = std::move(mutes.mutes), .scenario = record.scenario, .today = options.today};
  rules.work = harness::work_of(*run.recording);
  rules.browser_starts = harness::browser_starts_of(*run.recording);
  harness::Judgement judgement = harness::judge(points, rules);
  record.warm_up = rules.warm_up;
  record.findings = std::move(judgement.findings);
  record.verdicts = std::move(judgement.verdicts);
  record.verdict = judgement.verdict;
  record.reason = std::move(judgement.reason);
  record.mutes_file = std::move(mutes.name);
  record.mutes = std::move(judgement.mutes);
  harness::answer_stability_again(record);
  record.notes.emplace_back("Judged again from the recording.");
  return {};
}

}  // namespace tidemark::cli
