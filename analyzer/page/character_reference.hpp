// "&amp;", "&#233;" and the like.
#pragma once

#include <cstddef>
#include <string_view>

namespace tidemark::analyzer {

struct CharacterReference {
  char32_t code_point = 0;
  std::size_t length = 0;  // bytes of the reference; 0: there is none
};

// The reference at the front of `text`, which begins with '&'. Names are those of HTML 4; a few
// thousand rare ones of HTML 5 are not known and stay as they are.
[[nodiscard]] CharacterReference decode_reference(std::string_view text);

}  // namespace tidemark::analyzer
