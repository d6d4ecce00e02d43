// What a process has read and written, from /proc/PID/io. Read by ourselves because libproc2 turns
// "denied" into zero.
#pragma once

#include <filesystem>
#include <string_view>

#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/sampling/process_record.hpp"

namespace tidemark::probes {

// The facts in the text of an io file; a line that is missing or no number leaves its fact absent.
[[nodiscard]] IoFacts parse_io(std::string_view text);

// kGone; kDenied: only a process of our own user, and root, are told.
[[nodiscard]] Result<IoFacts> read_io(const ProcessId& id,
                                      const std::filesystem::path& proc = "/proc");

}  // namespace tidemark::probes
