#include "analyzer/page/visible_text.hpp"

#include <bit>

#include "analyzer/page/character_reference.hpp"

namespace tidemark::analyzer {
namespace {

bool shows_nothing(char32_t c) {
  return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
         (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF;
}

struct Decoded {
  char32_t character = 0;
  std::size_t length = 1;
};

// The first character of valid UTF-8; anything else is taken byte by byte.
Decoded decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const auto length = static_cast<std::size_t>(std::countl_one(lead));
  if (length < 2 || length > 4 || length > text.size()) return {lead, 1};
  char32_t character = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    character = (character << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  return {character, length};
}

std::string encode(char32_t c) {
  const auto tail = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
  };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0U | (c >> 6U)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0U | (c >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (c >> 18U)), tail(12), tail(6), tail(0)};
}

}  // namespace

void VisibleText::append(std::string_view html) {
  while (!html.empty()) {
    Decoded next = decode(html);
    if (next.character == U'&') {
      const CharacterReference reference = decode_reference(html);
      if (reference.length > 0) next = {reference.code_point, reference.length};
    }
    put(next.character);
    html.remove_prefix(next.length);
  }
}

void VisibleText::put(char32_t character) {
  if (shows_nothing(character)) {
    space_pending_ = true;
    return;
  }
  if (space_pending_ && length_ > 0) keep(U' ');
  space_pending_ = false;
  keep(character);
}

void VisibleText::keep(char32_t character) {
  ++length_;
  if (full_) return;
  const std::string bytes = encode(character);
  full_ = length_ > character_limit_ || text_.size() + bytes.size() > byte_limit_;
  if (!full_) text_ += bytes;
}

}  // namespace tidemark::analyzer
