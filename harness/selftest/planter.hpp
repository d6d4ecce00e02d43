// The subject of the self-test: a small program that leaks what it is asked for.
#pragma once

#include <string_view>

namespace tidemark::harness {

// Names plants whose leak is to be none, with commas between, for tests of the self-test. "nothing"
// leaks a directory then.
inline constexpr const char* kTwistVariable = "TIDEMARK_SELF_TEST_TWIST";

// What a program does that was started with kPlanterArgument and perhaps `part` behind it. Without
// one it is a long-running subject (docs/subjects.md) that plants what its domains name
// (plants.hpp) and tells of it (docs/task-events.md). Returns the exit code.
[[nodiscard]] int run_planter(std::string_view part);

}  // namespace tidemark::harness
