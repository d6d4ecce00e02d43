// The command line of a process, from /proc/PID/cmdline.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"

namespace tidemark::probes {

// More than this of a command line is neither read nor kept: a page of 4 KiB says enough to a
// person.
inline constexpr std::size_t kMaxCommandLine = 4096;

// The arguments in the text of a cmdline file. Arguments end in NUL; a process that rewrote its
// title leaves one string without, or padded with many. The last argument of a text that was cut is
// cut.
[[nodiscard]] std::vector<std::string> parse_command_line(std::string_view text);

// Empty for zombies and kernel threads. kGone and kDenied as open_proc_file; `proc` is where procfs
// is.
[[nodiscard]] Result<std::vector<std::string>> read_command_line(
    Pid pid, const std::filesystem::path& proc = "/proc");

}  // namespace tidemark::probes
