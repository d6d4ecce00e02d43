// A subject's command line with what is known only when it starts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/run/run_plan.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// The command line with `domains`, which reach the subject as arguments or in a file: in place of
// {domain}, {domains} or {input}, or behind the other arguments. `file` is written where it is
// needed. Errors: what the system says of the file.
[[nodiscard]] Result<std::vector<std::string>> command_with(const std::vector<std::string>& command,
                                                            SubjectInput input,
                                                            const std::vector<std::string>& domains,
                                                            const std::filesystem::path& file);

}  // namespace tidemark::harness
