// Holds a run against what its scenario expects. Pure: the same facts give the same answers.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "harness/expectations/amounts.hpp"
#include "harness/record/run_record.hpp"
#include "harness/scenario/expectations.hpp"
#include "harness/verdict/rest_point.hpp"

namespace tidemark::harness {

// An answered task of a cycle, from its begin (as the subject told, else from when it was fed) to
// its answer.
struct TaskTime {
  int cycle = 0;
  std::chrono::nanoseconds took{};
};

struct RunFacts {
  const RunRecord& record;  // its cycles and verdicts
  const std::vector<RestPoint>& rest_points;
  std::optional<Amounts> peak = {};                 // of the whole run; absent: never looked
  std::vector<std::optional<int>> exit_codes = {};  // of each end by itself; absent: by a signal
  std::optional<std::vector<TaskTime>> task_times =
      {};  // absent: tasks are not answered one by one
  std::optional<Milliseconds> budget = {};
  int tasks_fed = 0;
};

// An answer for each expectation.
[[nodiscard]] std::vector<Expectation> check_expectations(const Expectations& expected,
                                                          const RunFacts& facts);

// Of a run that was judged again: answers by its new verdicts which resources are stable. The other
// answers stay: what they tell of was measured.
void answer_stability_again(RunRecord& record);

}  // namespace tidemark::harness
