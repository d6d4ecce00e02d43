// The fork and the exec behind Child::start; the only file in Tidemark that does either.
#pragma once

#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/process/command.hpp"

namespace tidemark::probes {

// Starts `command` and returns when it has replaced itself by the program; the caller must reap the
// pid. On failure nothing is left behind and the error says which step failed.
[[nodiscard]] Result<Pid> launch(const Command& command, const StartOptions& options);

}  // namespace tidemark::probes
