// What a line of a subject's output may be the answer to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::harness {

// The names of tasks that `line` may answer, the likeliest first. A JSON object answers the task in
// its "source" (the line as it was fed) or its "domain". Any other line answers the task that it
// consists of, or that its first word is, words being parted by white space, a comma or a
// semicolon. A line that names no task is no answer: order alone would let garbage pass for work.
[[nodiscard]] std::vector<std::string> tasks_named_by(std::string_view line);

// How the task ended, if `line` is a JSON object that says so as text in its "state", "outcome",
// "status" or "result"; else empty. At most 64 bytes.
[[nodiscard]] std::string outcome_told_by(std::string_view line);

}  // namespace tidemark::harness
