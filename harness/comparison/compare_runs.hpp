// The verdict on two programs from alternating runs of each: whether the candidate leaks more than
// the baseline, and by how much per task. Pure.
#pragma once

#include "harness/record/comparison_record.hpp"

namespace tidemark::harness {

// Fills in the effects, the verdict and the reason of `comparison` from its runs. May be called
// after each pair: the permitted error is shared among all looks, among memory and counts, and
// among the comparisons that were made in one go. Deterministic.
void judge_comparison(ComparisonRecord& comparison);

// Whether more runs cannot change the answer, or are not worth it: the candidate leaks more, or it
// certainly does not by more than is tolerable.
[[nodiscard]] bool is_decided(const ComparisonRecord& comparison);

}  // namespace tidemark::harness
