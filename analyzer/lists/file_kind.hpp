// What a file is that should be a list.
#pragma once

#include <string_view>

namespace tidemark::analyzer {

// What the file is instead of a list, if its beginning shows it: "an HTML page, not a list (...)".
// Empty if it may be one.
[[nodiscard]] std::string_view not_a_list(std::string_view beginning);

}  // namespace tidemark::analyzer
