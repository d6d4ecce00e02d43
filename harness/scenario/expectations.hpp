// What a scenario expects of a run beside the leak verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/record/run_record.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// The most that there may be of the whole subject at one moment.
struct AmountBounds {
  std::optional<std::uint64_t> processes = {};
  std::optional<std::uint64_t> zombies = {};
  std::optional<std::uint64_t> descriptors = {};
  std::optional<std::uint64_t> threads = {};
  std::optional<std::uint64_t> directories = {};  // at rest only
  std::optional<Bytes> pss = {};                  // at rest only: it is not read in work
};

// So large a share of the tasks is answered within the budget and the slack.
struct BudgetExpectation {
  double share = 1;
  Milliseconds slack{0};
};

// What is absent is not expected. Warm-up cycles count only where the whole run is meant.
struct Expectations {
  std::optional<std::vector<Resource>> stable = {};  // also what decides the run's verdict
  AmountBounds at_rest = {};
  AmountBounds at_work = {};
  std::optional<Milliseconds> time_to_rest = {};  // at most, after each cycle
  std::optional<BudgetExpectation> in_budget = {};
  std::optional<double> tasks_per_second = {};  // at least
  std::optional<double> answered_share = {};    // at least, of the whole run
  std::optional<int> exit_code = {};            // whenever the subject ends by itself
  std::optional<std::uint64_t> leftovers = {};  // at most, after the subject's end
};

}  // namespace tidemark::harness
