// The sentences of findings. Text from the subject is made fit for a terminal here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/record/run_record.hpp"
#include "harness/verdict/growth.hpp"
#include "harness/verdict/leftover.hpp"
#include "harness/verdict/timeline.hpp"

namespace tidemark::harness {

// "3", or "1.5" for what is no whole number.
[[nodiscard]] std::string number(double value);

// "renderer processes", "directories", "descriptors of browser processes".
[[nodiscard]] std::string counted_noun(Resource resource, const std::string& role,
                                       bool one = false);

// "3 more renderer processes after every cycle since cycle 4: 2 after warm-up, 14 now".
[[nodiscard]] std::string growing_sentence(const Finding& finding, const Growth& growth, int since);

// "renderer processes grew by 2 in cycle 3, flat since: 2 after warm-up, 4 now".
[[nodiscard]] std::string plateau_sentence(const Finding& finding, int first, int last);

// "1 more directory since cycle 5: 0 after warm-up, 1 now".
[[nodiscard]] std::string excess_sentence(const Finding& finding, int since);

// "; all were born during a.com" or "; the oldest, pid 7 (sleep 99), is 31 s old and was born
// during a.com in cycle 2"; empty without culprits.
[[nodiscard]] std::string birth_clause(const std::vector<Leftover>& leftovers);

}  // namespace tidemark::harness
