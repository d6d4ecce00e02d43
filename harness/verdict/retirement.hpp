// When to replace what grows, from what a run has measured.
#pragma once

#include <optional>
#include <span>

#include "harness/record/run_record.hpp"
#include "harness/verdict/timeline.hpp"
#include "harness/verdict/work.hpp"

namespace tidemark::harness {

struct RetirementFacts {
  double bytes_per_cycle = 0;  // by which the whole tree grows
  double tasks_per_cycle = 0;  // 0: unknown
  const Work& work;
  std::span<const RunTime> browser_starts;
};

// The growth is in the browsers (all their processes), or in the other processes of one role,
// whichever has most of it; told by their PSS at the rest points after warm-up of the subject that
// lived last. What share of it a place has is that of its median slope. A browser is replaced when
// that costs least (cheapest_retirement.hpp), with
// - a start: the median over the browsers of the run (browser_starts.hpp), and
// - a task: the time from a cycle's start to its last answer, times the browsers that share the
//   work, through its tasks; the median over the cycles. So what a browser waits between two tasks
//   counts, and tasks that it does at once share the time.
// Memory is that at rest: pages that are open during tasks come on top of it.
//
// Where one of the two was not measured, and for processes that are no browsers, whose starts are
// not measured, the old rule of thumb is left: when it has grown by a quarter.
//
// Absent if nothing grows, no work was done, or if there are ever more of those processes: then
// they are to be ended, not replaced.
[[nodiscard]] std::optional<Retirement> retirement_of(const Timeline& timeline,
                                                      const RetirementFacts& facts);

}  // namespace tidemark::harness
