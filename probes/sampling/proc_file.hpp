// Small files of /proc, read whole and bounded.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::probes {

// The failure `error` of `operation` on something of the process whose directory is given. kGone
// when the process, or its file, is not there any more; kDenied when it belongs to somebody else.
// Of a process that is ending, which gave its memory back, the kernel says "denied" to everybody
// but root: that is kGone, too.
[[nodiscard]] Error proc_error(std::string_view operation, const std::filesystem::path& process,
                               int error);

// Opens a file of a process: kGone when the process (or its file) is not there any more, kDenied
// when it belongs to somebody else.
[[nodiscard]] Result<UniqueFd> open_proc_file(const std::filesystem::path& path);

// The first `limit` bytes of what `fd` (opened as `path`, for messages) still has to give. kGone
// when the process ended meanwhile.
[[nodiscard]] Result<std::string> read_proc_file(const UniqueFd& fd,
                                                 const std::filesystem::path& path,
                                                 std::size_t limit);

// The first `limit` bytes of `proc`/PID/`name`, certain to be of that process and not of a later
// one with its pid. Errors as above.
[[nodiscard]] Result<std::string> read_file_of(const ProcessId& id, const char* name,
                                               std::size_t limit,
                                               const std::filesystem::path& proc = "/proc");

}  // namespace tidemark::probes
