// Bulk data inside an HTML file, small.
#pragma once

#include <string>
#include <string_view>

namespace tidemark::reports {

// zlib format, as the browser's DecompressionStream("deflate") reads it, in base64. The same bytes
// for the same text.
[[nodiscard]] std::string deflated_base64(std::string_view text);

}  // namespace tidemark::reports
