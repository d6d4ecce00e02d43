// What stands around a find.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

// At most 80 characters of `text` around the bytes from `begin` to `end`, cut between words where
// there are any.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t begin, std::size_t end);

}  // namespace tidemark::analyzer
