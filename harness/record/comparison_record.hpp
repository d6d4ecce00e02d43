// A comparison of two programs over alternating runs of one scenario: plain data, written as
// comparison.json (schema tidemark.comparison/1, docs/comparison.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

enum class Side { kCandidate, kBaseline };

// By how much one run of a resource grew; what two sides are compared by.
struct RunGrowth {
  Resource resource = Resource::kMemory;
  double per_task = 0;   // memory: bytes; else a count
  bool leaking = false;  // by the run's own exact counts; never for memory
};

// One of the runs, in the order in which they took place.
struct ComparedRun {
  Side side = Side::kCandidate;
  std::string folder{};  // below the comparison's
  int points = 0;        // rest points after warm-up
  double tasks_per_cycle = 0;
  std::vector<RunGrowth> growths{};
  std::vector<double> memory{};  // at the rest points after warm-up, in bytes
  std::string unfit{};           // why it proves nothing; empty: it does
};

// What the runs say about one resource.
struct Effect {
  Resource resource = Resource::kMemory;
  // kLeaking: the candidate grows more. kStable: not by more than `highest`, which is tolerable.
  Verdict verdict = Verdict::kInconclusive;
  // Growth per task of the candidate beyond the baseline's: the median difference and an interval,
  // in bytes or counts. Absent: too few runs.
  std::optional<double> more_per_task{};
  std::optional<double> lowest{};
  std::optional<double> highest{};
  double chance = 1;  // of such ranks if there were no difference
  std::string evidence{};
};

struct ComparisonRecord {
  std::string name{};
  std::string scenario{};
  std::string scenario_file{};
  std::vector<std::string> candidate{};  // command lines
  std::vector<std::string> baseline{};
  std::uint64_t seed = 0;
  std::string started_at{};  // wall clock, RFC 3339 UTC
  int pairs_planned = 0;
  int comparisons = 1;         // that were made in one go, among which the error is shared
  double error = 0;            // permitted for a false "leaking", over all of them
  double tolerance_bytes = 0;  // per task; what may go unnoticed
  std::vector<ComparedRun> runs{};
  std::vector<Effect> effects{};
  Verdict verdict = Verdict::kInconclusive;
  std::string reason{};
  bool completed = false;  // decided, or every planned pair was run
  std::vector<std::string> notes{};
};

}  // namespace tidemark::harness
