// What a finding usually comes from, and what helps.
#pragma once

#include <span>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

// Puts advice to the findings of one run: by their kind, and by the library that drives the
// culprits, as far as command lines and the names of directories tell. One library is thought to
// drive them all. Findings of which nothing general can be said get none.
void add_advice(std::span<Finding> findings);

}  // namespace tidemark::harness
