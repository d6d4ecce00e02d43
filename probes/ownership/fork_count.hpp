// How many processes and threads this machine has ever started: the bound on what sweeps missed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "probes/base/reading.hpp"

namespace tidemark::probes {

// The line "processes N" of /proc/stat; kUnsupported if there is none.
[[nodiscard]] Reading<std::uint64_t> parse_fork_count(std::string_view text);

// Since boot, threads included, of everybody.
[[nodiscard]] Reading<std::uint64_t> read_fork_count(const std::filesystem::path& proc = "/proc");

}  // namespace tidemark::probes
