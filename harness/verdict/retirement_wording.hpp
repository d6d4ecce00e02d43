// The part of an advice that says when to replace what grows.
#pragma once

#include <string>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

// "until then replace the browser after about 140 tasks (7 cycles): a start costs 0.90 s, ...".
// Numbers that are an estimate are told to two digits.
[[nodiscard]] std::string retirement_words(const Retirement& retirement);

}  // namespace tidemark::harness
