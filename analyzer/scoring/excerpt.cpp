#include "analyzer/scoring/excerpt.hpp"

#include <algorithm>

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kCharacters = 80;
constexpr std::size_t kBefore = 30;
constexpr std::size_t kMostBytes = 4;  // of a character; what is no UTF-8 has no characters at all

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

std::string excerpt(std::string_view text, std::size_t begin, std::size_t end) {
  begin = std::min(begin, text.size());
  end = std::clamp(end, begin, text.size());
  std::size_t from = begin;
  std::size_t characters = 0;
  while (from > 0 && characters < kBefore && begin - from < kBefore * kMostBytes) {
    if (begins_character(text[--from])) ++characters;
  }
  while (from < begin && !begins_character(text[from])) ++from;
  if (from > 0) {
    const std::size_t space = text.find(' ', from);
    if (space < begin) from = space + 1;
  }
  std::size_t to = from;
  characters = 0;
  const std::size_t limit = std::min(text.size(), from + kCharacters * kMostBytes);
  while (to < limit && (characters < kCharacters || !begins_character(text[to]))) {
    if (begins_character(text[to])) ++characters;
    ++to;
  }
  if (to < text.size()) {
    const std::size_t space = text.substr(0, to).rfind(' ');
    if (space != std::string_view::npos && space >= end) to = space;
  }
  const std::string_view cut = text.substr(from, to - from);
  const std::size_t first = cut.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(cut.substr(first, cut.find_last_not_of(' ') + 1 - first));
}

}  // namespace tidemark::analyzer
