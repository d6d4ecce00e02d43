// The keys of run.json, each named once: a visitor that writes and one that reads go over them.
#pragma once

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

// `visit(key, field)` for each key; `visit.required(key, field)` for those without which a record
// is none. A key's ending names its unit: _us of CLOCK_MONOTONIC, _s, _bytes.

template <typename Visitor>
void describe(Visitor& visit, Culprit& culprit) {
  visit("pid", culprit.pid);
  visit("what", culprit.what);
  visit("age_s", culprit.age);
  visit("born_during", culprit.born_during);
  visit("born_in_cycle", culprit.born_in_cycle);
}

template <typename Visitor>
void describe(Visitor& visit, Advice& advice) {
  visit("cause", advice.cause);
  visit("fix", advice.fix);
  visit("see", advice.see);
}

template <typename Visitor>
void describe(Visitor& visit, Retirement& retirement) {
  visit.required("role", retirement.role);
  visit("share", retirement.share);
  visit("at_once", retirement.at_once);
  visit("fresh_bytes", retirement.fresh_bytes);
  visit("bytes_per_task", retirement.bytes_per_task);
  visit.required("after_tasks", retirement.after_tasks);
  visit("after_cycles", retirement.after_cycles);
  visit("tasks_seen", retirement.tasks_seen);
  visit("start_s", retirement.start_s);
  visit("starts", retirement.starts);
  visit("task_s", retirement.task_s);
  visit("extra", retirement.extra);
}

template <typename Visitor>
void describe(Visitor& visit, Muted& muted) {
  visit.required("reason", muted.reason);
  visit.required("expires", muted.expires);
}

template <typename Visitor>
void describe(Visitor& visit, MuteRecord& mute) {
  visit.required("fingerprint", mute.fingerprint);
  visit.required("state", mute.state);
  visit("reason", mute.reason);
  visit("expires", mute.expires);
  visit("days_left", mute.days_left);
  visit("scenario", mute.scenario);
}

template <typename Visitor>
void describe(Visitor& visit, Finding& finding) {
  visit.required("resource", finding.resource);
  visit("kind", finding.kind);
  visit("role", finding.role);
  visit.required("leak", finding.leak);
  visit("fingerprint", finding.fingerprint);
  visit("muted", finding.muted);
  visit("explanation", finding.explanation);
  visit("baseline", finding.baseline);
  visit("last", finding.last);
  visit("per_cycle", finding.per_cycle);
  visit("counts", finding.counts);
  visit("culprits", finding.culprits);
  visit("advice", finding.advice);
  visit("retirement", finding.retirement);
}

template <typename Visitor>
void describe(Visitor& visit, ResourceVerdict& verdict) {
  visit.required("resource", verdict.resource);
  visit("required", verdict.required);
  visit.required("verdict", verdict.verdict);
  visit("evidence", verdict.evidence);
  visit("bound_per_cycle", verdict.bound_per_cycle);
  visit("bound_bytes_per_cycle", verdict.bound_bytes_per_cycle);
  visit("muted", verdict.muted);
}

template <typename Visitor>
void describe(Visitor& visit, Expectation& expectation) {
  visit.required("pointer", expectation.pointer);
  visit("what", expectation.what);
  visit("expected", expectation.expected);
  visit("actual", expectation.actual);
  visit("met", expectation.met);
}

template <typename Visitor>
void describe(Visitor& visit, Cycle& cycle) {
  visit.required("index", cycle.index);
  visit("started_us", cycle.started);
  visit("drained_us", cycle.drained);
  visit("rested_us", cycle.rested);
  visit("tasks", cycle.tasks);
  visit("answered", cycle.answered);
}

template <typename Visitor>
void describe(Visitor& visit, Fault& fault) {
  visit("at_us", fault.at);
  visit("cycle", fault.cycle);
  visit.required("kind", fault.kind);
  visit("target", fault.target);
  visit("detail", fault.detail);
  visit("lasted_us", fault.lasted);
}

template <typename Visitor>
void describe(Visitor& visit, Environment& environment) {
  visit("kernel", environment.kernel);
  visit("machine", environment.machine);
  visit("cores", environment.cores);
  visit("memory_bytes", environment.memory_bytes);
  visit("browser", environment.browser);
  visit("tidemark", environment.tidemark);
  visit("root", environment.root);
}

template <typename Visitor>
void describe(Visitor& visit, RunRecord& record) {
  visit.required("name", record.name);
  visit.required("scenario", record.scenario);
  visit("scenario_file", record.scenario_file);
  visit("description", record.description);
  visit("set", record.set);
  visit("combination", record.combination);
  visit("verdict", record.verdict);
  visit("reason", record.reason);
  visit.required("completed", record.completed);
  visit("stuck", record.stuck);
  visit("expectations", record.expectations);
  visit("verdicts", record.verdicts);
  visit("findings", record.findings);
  visit("mutes_file", record.mutes_file);
  visit("mutes", record.mutes);
  visit("notes", record.notes);
  visit("command", record.command);
  visit("subject_kind", record.subject_kind);
  visit("subject_ended", record.subject_ended);
  visit("ownership", record.ownership);
  visit("network", record.network);
  visit("environment", record.environment);
  visit("seed", record.seed);
  visit("started_at", record.started_at);
  visit("started_us", record.started);
  visit("ended_us", record.ended);
  visit("cycles_planned", record.cycles_planned);
  visit("warm_up", record.warm_up);
  visit("memory_tests", record.memory_tests);
  visit("ended_early", record.ended_early);
  visit("tasks_answered", record.tasks_answered);
  visit("cycles", record.cycles);
  visit("faults", record.faults);
  visit("probe_cpu_share", record.probe_cpu_share);
  visit("probe_longest_hold_us", record.probe_longest_hold);
}

}  // namespace tidemark::harness
