#include "harness/run/run.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <utility>

#include <nlohmann/json.hpp>

#include "harness/expectations/check_expectations.hpp"
#include "harness/record/run_events.hpp"
#include "harness/record/run_json.hpp"
#include "harness/run/fingerprint.hpp"
#include "harness/run/replay.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/run/run_time.hpp"
#include "harness/run/session.hpp"
#include "harness/verdict/judge.hpp"

namespace tidemark::harness {
namespace {

RunRecord begin_record(const RunPlan& plan) {
  RunRecord record;
  record.name = plan.folder.filename();
  record.scenario = plan.scenario.name;
  record.scenario_file = plan.scenario_file;
  record.description = plan.scenario.description;
  record.set = plan.variant.set;
  record.combination = plan.variant.combination;
  record.command = plan.command;
  record.subject_kind = plan.kind == PlannedSubject::Kind::kPerCycle ? "per_cycle" : "long_running";
  record.ownership = "subreaper";
  record.environment = read_fingerprint(plan.tidemark_version);
  record.seed = plan.seed;
  record.started_at = fmt::format(
      "{:%Y-%m-%dT%H:%M:%SZ}",
      fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
  record.started = run_time(steady_now());
  record.cycles_planned = plan.cycles;
  record.warm_up = plan.warm_up;
  record.memory_tests = plan.memory_tests;
  record.mutes_file = plan.mutes.name;
  record.reason = "the run was cut off";
  return record;
}

void put_verdict(const RunPlan& plan, const Replay& replay, Session& session, RunRecord& record) {
  JudgeOptions options = replay.judge_options();
  options.completed = record.completed;
  if (record.ended_early) options.cycles_planned = plan.cycles;
  options.work = session.work();
  options.browser_starts = session.browser_starts();
  Judgement judgement = judge(replay.rest_points(), options);
  record.findings = std::move(judgement.findings);
  record.verdicts = std::move(judgement.verdicts);
  record.verdict = judgement.verdict;
  record.reason = std::move(judgement.reason);
  record.mutes = std::move(judgement.mutes);
  std::ranges::move(judgement.notes, std::back_inserter(record.notes));
}

void put_expectations(const RunPlan& plan, const Replay& replay, const Session& session,
                      RunRecord& record) {
  record.expectations =
      check_expectations(plan.scenario.expect, {.record = record,
                                                .rest_points = replay.rest_points(),
                                                .peak = session.peak(),
                                                .exit_codes = replay.exit_codes(),
                                                .task_times = session.task_times(),
                                                .budget = plan.scenario.load.budget,
                                                .tasks_fed = replay.tasks_fed()});
  for (Expectation& expectation : record.expectations) {
    const DocumentPlace place = plan.scenario.origins.find(expectation.pointer);
    if (place.file != plan.scenario.file) {
      expectation.pointer = place.file + ": " + place.pointer;
    }
  }
}

void put_end(const Session& session, RunRecord& record) {
  record.ended = run_time(steady_now());
  const std::chrono::duration<double> took = record.ended - record.started;
  const std::chrono::duration<double> looked = session.probe_cpu();
  if (took.count() > 0) record.probe_cpu_share = looked / took;
  record.probe_longest_hold = session.longest_hold();
}

// So that the recording tells a cycle that the subject broke off from one that we did.
void note_failure(Session& session, const RunOutcome& outcome) {
  const int cycle = outcome.record.cycles.empty() ? 0 : outcome.record.cycles.back().index;
  const nlohmann::json detail{{"cycle", cycle}, {"why", outcome.problem}};
  session.record(kGivenUp, detail.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

// Everything between the start of the machinery and its end.
void replay_in(Session& session, const RunPlan& plan, RunOutcome& outcome,
               const std::function<void(const RunProgress&)>& on_progress) {
  RunRecord& record = outcome.record;
  record.ownership = session.ownership().mode();
  record.network = session.network();
  record.notes = session.network_remarks();
  Replay replay(plan, session, record, on_progress);
  if (const Step ran = replay.run(); !ran) {
    outcome.end = ran.error().end;
    outcome.problem = ran.error().why;
    if (outcome.end == RunEnd::kSubjectFailed) note_failure(session, outcome);
  }
  replay.end_everything(outcome.problem);
  record.completed = outcome.end == RunEnd::kCompleted;
  put_verdict(plan, replay, session, record);
  put_expectations(plan, replay, session, record);
  put_end(session, record);
  if (auto blind_spot = session.blind_spot()) record.notes.push_back(*std::move(blind_spot));
  if (const auto closed = session.close_recording(); !closed) {
    record.notes.push_back("the recording is not complete: " + closed.error().message);
  }
}

}  // namespace

RunOutcome run(const RunPlan& plan, Interrupts& interrupts,
               const std::function<void(const RunProgress&)>& on_progress) {
  RunOutcome outcome{.record = begin_record(plan)};
  const auto fail = [&](const Error& error) {
    outcome.end = RunEnd::kEnvironment;
    outcome.problem = error.message;
  };
  const auto file = plan.folder / kRunRecordFile;
  if (const auto written = write_run(file, outcome.record); !written) {
    fail(written.error());
    return outcome;
  }
  if (auto session = Session::open(plan, interrupts); session) {
    replay_in(**session, plan, outcome, on_progress);
  } else {
    fail(session.error());
  }
  if (outcome.end != RunEnd::kCompleted && outcome.record.verdict != Verdict::kLeaking) {
    outcome.record.reason = outcome.problem;
  }
  if (const auto written = write_run(file, outcome.record); !written) {
    if (outcome.end == RunEnd::kCompleted) fail(written.error());
  }
  return outcome;
}

}  // namespace tidemark::harness
