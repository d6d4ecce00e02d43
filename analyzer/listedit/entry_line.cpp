#include "analyzer/listedit/entry_line.hpp"

#include <algorithm>
#include <vector>

#include "analyzer/lists/words.hpp"
#include "analyzer/names/host_name.hpp"

namespace tidemark::analyzer {
namespace {

// A part of a line that is the name.
struct Span {
  std::size_t begin = 0;
  std::size_t size = 0;
};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// What of the word at `begin` is `name`; size 0: nothing.
Span span_of(std::string_view word, std::size_t begin, std::string_view name) {
  while (word.starts_with('.')) {
    word.remove_prefix(1);
    ++begin;
  }
  if (word.ends_with('.')) word.remove_suffix(1);
  HostName read;
  if (!read.read(word) && read.text() == name) return {begin, word.size()};
  // An owner written with its zone: "shop.example.rpz.local."
  if (word.size() > name.size() && word[name.size()] == '.' && begins_with_word(word, name)) {
    return {begin, name.size()};
  }
  return {};
}

std::vector<Span> find_name(std::string_view line, std::string_view name) {
  std::vector<Span> spans;
  for (std::size_t at = 0; at < line.size();) {
    if (!is_name_character(line[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < line.size() && is_name_character(line[end])) ++end;
    if (const Span span = span_of(line.substr(at, end - at), at, name); span.size > 0) {
      spans.push_back(span);
    }
    at = end;
  }
  return spans;
}

// A '#' or ';' with a blank before it begins a comment; without one it may be a value
// ("server=/name/#").
std::string_view without_comment(std::string_view line) {
  bool quoted = false;
  for (std::size_t at = 1; at < line.size(); ++at) {
    if (line[at] == '"') quoted = !quoted;
    if (!quoted && (line[at] == '#' || line[at] == ';') && is_blank(line[at - 1])) {
      line = line.substr(0, at);
      break;
    }
  }
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

}  // namespace

bool mentions(std::string_view line, std::string_view name) {
  return !find_name(line, name).empty();
}

std::optional<std::string> entry_like(std::string_view line, std::string_view name,
                                      std::string_view other) {
  line = without_comment(line);
  const std::vector<Span> spans = find_name(line, name);
  if (spans.empty()) return std::nullopt;
  std::string entry;
  std::size_t copied = 0;
  for (const Span& span : spans) {
    entry += line.substr(copied, span.begin - copied);
    entry += other;
    copied = span.begin + span.size;
  }
  entry += line.substr(copied);
  return entry;
}

std::optional<std::string> without_name(std::string_view line, std::string_view name) {
  const std::string_view said = without_comment(line);
  std::vector<Span> spans = find_name(said, name);
  if (spans.empty()) return std::nullopt;
  std::string left(line);
  std::ranges::reverse(spans);
  for (const Span& span : spans) {
    // The whole word: "*.name", "name:443" and "name." go with what belongs to them.
    constexpr std::string_view kBetween = " \t/,=";
    std::size_t begin = span.begin;
    while (begin > 0 && !kBetween.contains(said[begin - 1])) --begin;
    std::size_t end = std::min(said.find_first_of(kBetween, span.begin), said.size());
    if (end < said.size() && !is_blank(said[end])) {
      ++end;  // "a/" of "/a/b/", "a," of "a,b"
    } else if (begin == 0) {
      while (end < said.size() && is_blank(said[end])) ++end;
    } else {
      while (begin > 0 && is_blank(said[begin - 1])) --begin;
    }
    left.erase(begin, end - begin);
  }
  return left;
}

}  // namespace tidemark::analyzer
