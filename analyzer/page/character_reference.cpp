#include "analyzer/page/character_reference.hpp"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

namespace tidemark::analyzer {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr unsigned kLastHtml4 = 9830;    // &diams;
constexpr std::size_t kLongestName = 8;  // &thetasym;

// What &#128; to &#159; mean: windows-1252, as browsers have it; 0 where that has nothing.
constexpr std::array<char32_t, 32> kC1 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// libxml2's own look-up by name walks its whole table each time.
const std::unordered_map<std::string, char32_t>& names() {
  static const auto table = [] {
    std::unordered_map<std::string, char32_t> by_name;
    for (unsigned value = 0; value <= kLastHtml4; ++value) {
      const htmlEntityDesc* entity = ::htmlEntityValueLookup(value);
      if (entity != nullptr) by_name.emplace(entity->name, value);
    }
    return by_name;
  }();
  return table;
}

char32_t as_character(char32_t value) {
  if (value >= 0x80 && value <= 0x9F && kC1[value - 0x80] != 0) return kC1[value - 0x80];
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  return value == 0 || is_surrogate || value > 0x10FFFF ? kReplacement : value;
}

int digit_of(char c, int base) {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = static_cast<char>(c | 0x20);
  return base == 16 && letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

CharacterReference decode_number(std::string_view text) {
  const bool is_hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const std::size_t start = is_hex ? 3 : 2;
  const int base = is_hex ? 16 : 10;
  char32_t value = 0;
  std::size_t at = start;
  for (; at < text.size(); ++at) {
    const int digit = digit_of(text[at], base);
    if (digit < 0) break;
    value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit);
    value = std::min(value, char32_t{0x110000});  // never overflows, stays too large
  }
  if (at == start) return {};
  if (at < text.size() && text[at] == ';') ++at;
  return {as_character(value), at};
}

}  // namespace

CharacterReference decode_reference(std::string_view text) {
  if (text.size() < 2) return {};
  if (text[1] == '#') return decode_number(text);
  std::size_t end = 1;
  const auto is_alnum = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  while (end < text.size() && end <= kLongestName && is_alnum(text[end])) ++end;
  if (end == 1) return {};
  const auto found = names().find(std::string(text.substr(1, end - 1)));
  if (found == names().end()) return {};
  const bool is_closed = end < text.size() && text[end] == ';';
  // The oldest names are known without the semicolon, too.
  if (!is_closed && found->second > 0xFF) return {};
  return {found->second, is_closed ? end + 1 : end};
}

}  // namespace tidemark::analyzer
