// Whether memory at rest grows with the work: the test behind the verdict on memory.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

// What a series looks like most.
enum class Course {
  kGrowing,    // in proportion to the work
  kFlat,       // a level and noise
  kWandering,  // a level and noise too smooth to tell from a direction
  kWarmedUp,   // filled something ever more slowly
  kStepped,    // changed suddenly, at most kMostSteps times, and stayed
  kUnknown,    // too few values
};

struct GrowthAnswer {
  Verdict verdict = Verdict::kInconclusive;
  Course course = Course::kUnknown;
  // Per value, in its unit, with 95% confidence. For kLeaking: what leaks; else what may.
  double growth = 0;
  double lowest = 0;
  double highest = 0;  // the bound of a stable series
  double noise = 0;    // deviation of the readings around their course
  // How many times likelier a leak is than the best innocent explanation, as a natural logarithm.
  double log_odds = 0;
  double warm_up_length = 0;          // kWarmedUp: time constant, in values
  std::vector<std::size_t> starts{};  // kStepped: the first value of each later plateau
};

// Fewer values are no evidence.
inline constexpr std::size_t kFewestForGrowth = 12;
// More are averaged in equal groups, at most this many.
inline constexpr std::size_t kMostForGrowth = 60;

struct GrowthRules {
  // The readings' unit of counting, for memory a page; changes of no more prove nothing.
  double resolution = 0;
  // How many such tests are made in one go: with more, each must be surer, so that all together
  // call no more innocents a leak than one would.
  int tests = 1;
  // Readings that there would be in the end; fewer than there are: there will be no more. With more
  // this is an early look: a leak must be so clear, and a stable series so tightly bound, that
  // looking again and again does not go wrong more often than the last look alone.
  std::size_t planned = 0;
};

// Readings after equal amounts of work. Error rates: docs/verdicts.md, bin/verdict_error_rates.
[[nodiscard]] GrowthAnswer test_growth(std::span<const double> values,
                                       const GrowthRules& rules = {});

}  // namespace tidemark::harness
