// Text made safe to stand inside a Markdown file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark::reports {

// Untrusted text for a paragraph or a table's cell: printable(), then everything that Markdown,
// HTML inside it or GitHub's automatic links would obey is escaped. One line.
[[nodiscard]] std::string markdown_text(std::string_view text, std::size_t max_columns = 120);

// A name as code, which is never a link; text that could end the code is escaped instead.
[[nodiscard]] std::string markdown_name(std::string_view name);

}  // namespace tidemark::reports
