// Writing a file that is never seen half written.
#pragma once

#include <filesystem>
#include <string_view>

#include "probes/base/result.hpp"

namespace tidemark {

// Who may read a file that is made, before the umask.
enum class Readers {
  kAll,
  kOwner,  // it may be a copy of what only we may read
};

// Puts `text` into `file` by way of `<file>.new` beside it, synced to disk before it takes the
// name. On failure `file` is as it was and nothing else is left. One writer at a time. Of a link
// the file that it leads to is replaced; a device or a pipe is just written to. kBadInput: a
// directory.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& file, std::string_view text,
                                        Readers readers = Readers::kAll);

}  // namespace tidemark
