// Text as it is laid out: white space collapsed, counted, kept up to a limit.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

// Collects characters. Of everything that shows nothing (spaces of all kinds, control and
// zero-width characters) between two visible ones a single space remains.
class VisibleText {
 public:
  // Keeps at most this many bytes (of whole characters) and this many characters; counts all.
  VisibleText(std::size_t byte_limit, std::size_t character_limit)
      : byte_limit_(byte_limit), character_limit_(character_limit) {}

  // `html` is valid UTF-8 and may contain character references.
  void append(std::string_view html);
  // What follows is not on the same line.
  void break_line() { space_pending_ = true; }

  [[nodiscard]] std::size_t length() const { return length_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void put(char32_t character);
  void keep(char32_t character);

  std::size_t byte_limit_;
  std::size_t character_limit_;
  std::string text_;
  std::size_t length_ = 0;
  bool space_pending_ = false;
  bool full_ = false;
};

}  // namespace tidemark::analyzer
