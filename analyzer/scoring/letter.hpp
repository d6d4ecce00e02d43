// Characters as keywords are compared by them: decoded, lower case, and what they do to words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;  // bytes
};

// The first character of `text`, which is not empty. What is no UTF-8 comes byte by byte, as
// U+FFFD.
[[nodiscard]] CodePoint first_character(std::string_view text);

void append_utf8(std::string& text, char32_t character);

// Lower case of Latin, Greek, Cyrillic and Armenian; any other character as it is.
[[nodiscard]] char32_t lower(char32_t character);

// lower(), full-width forms as ASCII, the final sigma as any other.
[[nodiscard]] char32_t folded(char32_t character);

// What Unicode has as one character for `base` (folded) and the combining `mark` after it; 0 where
// there is none.
[[nodiscard]] char32_t composed(char32_t base, char32_t mark);

enum class LetterKind : std::uint8_t {
  kWord,      // letters and digits: those side by side are a word
  kBetween,   // white space, hyphens, apostrophes: part words, do not part phrases
  kAlone,     // a word of its own: punctuation, and every character of scripts that put no spaces
              // between words (Chinese, Japanese, Thai, ...)
  kNothing,   // shows nothing and parts nothing: soft hyphens, zero-width characters
  kCombining  // belongs to the character before it
};

[[nodiscard]] LetterKind kind_of(char32_t folded_character);

}  // namespace tidemark::analyzer
