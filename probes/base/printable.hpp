// Untrusted text made safe to show on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark {

// `text` with everything a terminal or a reader could be fooled by written out: control characters
// and escape sequences (C0, DEL, C1), bidirectional overrides, line separators and bytes that are
// not UTF-8 become \xNN or \u{NNNN}. At most `max_columns` characters are kept; a longer text ends
// in "...".
[[nodiscard]] std::string printable(std::string_view text, std::size_t max_columns = 200);

}  // namespace tidemark
