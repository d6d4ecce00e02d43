// A program that owns busy browsers, to be killed by tests.
#pragma once

#include <filesystem>
#include <string_view>

namespace tidemark::test {

inline constexpr std::string_view kOwnerArgument = "__owner";

// Opens three tabs that never finish in a pool with its profiles below `scratch_root`, prints the
// browser's pid on a line, and waits to be killed. Returns only when something went wrong.
[[nodiscard]] int run_owner(const std::filesystem::path& scratch_root);

}  // namespace tidemark::test
