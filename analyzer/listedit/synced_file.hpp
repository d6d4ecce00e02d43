// Writing a file of the journal so that it is there, whole, after a crash.
#pragma once

#include <filesystem>
#include <string_view>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// Puts `text` into `file` by way of `<file>.new` beside it. Only we may read it: it may be a copy
// of what only we may read. On failure `file` is as it was.
[[nodiscard]] Result<void> write_synced_file(const std::filesystem::path& file,
                                             std::string_view text);

}  // namespace tidemark::analyzer
