// Sentences in the columns of a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark::reports {

// Words of `text` in lines of at most `width` columns; the first follows `head`, the others are
// indented by as many columns as `head` has. Escape codes in `head` are the caller's to discount.
[[nodiscard]] std::string wrapped(std::string_view head, std::string_view text, std::size_t width,
                                  std::size_t indent);

}  // namespace tidemark::reports
