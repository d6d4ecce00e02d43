// A text cut into words as keywords are compared with.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "analyzer/scoring/letter.hpp"

namespace tidemark::analyzer {

// No longer word is told apart: it is no keyword, and need not be held.
inline constexpr std::size_t kLongestWord = 64;  // bytes, folded

struct CutWord {
  std::string_view folded = {};  // valid until the next word is asked for; empty: a longer word
  std::size_t begin = 0;         // bytes of the text
  std::size_t end = 0;
};

// Words as letter.hpp's LetterKind parts them, lower case, marks joined to their letters where
// Unicode has a character for both.
class WordCutter {
 public:
  explicit WordCutter(std::string_view text) : text_(text) {}

  [[nodiscard]] std::optional<CutWord> next();

 private:
  void put(char32_t folded_character);
  [[nodiscard]] CutWord take_word();
  // Letters of ASCII up to anything else; false: there are none.
  bool take_ascii();
  void join_mark(char32_t mark);

  std::string_view text_;
  std::size_t at_ = 0;
  std::array<char, kLongestWord> word_{};
  std::size_t length_ = 0;   // more than fits: too long
  std::size_t last_at_ = 0;  // of the word's last character
  char32_t last_ = 0;
};

}  // namespace tidemark::analyzer
