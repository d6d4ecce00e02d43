// The leak verdict: from what was there at the rest points to findings and an answer. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/record/run_record.hpp"
#include "harness/verdict/muting.hpp"
#include "harness/verdict/rest_point.hpp"
#include "harness/verdict/work.hpp"

namespace tidemark::harness {

struct JudgeOptions {
  // Cycles that fill caches and start pools; the highest count among their rest points (and the one
  // before any load) is the baseline.
  int warm_up = 1;
  // An excess counts when it is there at so many consecutive rest points up to the last one.
  int persist = 2;
  // What decides the run's verdict; the rest is advice. Threads never decide; memory needs more
  // rest points than the rest (growth_test.hpp), so it decides only if it is named.
  std::vector<Resource> required = {Resource::kProcesses, Resource::kZombies,
                                    Resource::kDescriptors, Resource::kDirectories};
  // Runs that were made in one go and judged on memory; they share the permitted error.
  int memory_tests = 1;
  // Cycles that there would be in the end, if the run is looked at or was ended before
  // (early_end.hpp); else 0.
  int cycles_planned = 0;
  // Facts about the run, without which nothing is stable.
  bool completed = false;  // every planned cycle was run
  int tasks_fed = 0;
  int tasks_answered = 0;
  // Findings that are known. What they show is not held against the subject, and is no part of
  // what a verdict says either.
  MuteRules muting{};
  Work work{};  // what other troubles are judged by
  // How long each browser took to start (browser_starts.hpp), for advice.
  std::vector<RunTime> browser_starts{};
};

struct Judgement {
  std::vector<Finding> findings{};          // leaks first, then muted ones, other troubles last
  std::vector<ResourceVerdict> verdicts{};  // one per resource
  std::vector<MuteRecord> mutes{};          // what came of each
  Verdict verdict = Verdict::kInconclusive;
  std::string reason{};              // why, one sentence
  std::vector<std::string> notes{};  // what weakens the evidence: rest not reached, facts withheld
};

// `points` in the order in which they were taken. The same points and options give the same answer
// on every machine. Every text in the answer that came from the subject is fit for a terminal,
// except Culprit::what and Culprit::born_during, which are as it gave them.
[[nodiscard]] Judgement judge(const std::vector<RestPoint>& points, const JudgeOptions& options);

}  // namespace tidemark::harness
