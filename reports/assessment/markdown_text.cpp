#include "reports/assessment/markdown_text.hpp"

#include <algorithm>

#include "probes/base/printable.hpp"

namespace tidemark::reports {
namespace {

// Punctuation that means something within a line.
constexpr std::string_view kMarks = "\\`*_{}[]()#!|~$@";

// Where GitHub would make a link of plain text: "http://", "www.".
bool begins_a_link(std::string_view text, std::size_t at) {
  if (text[at] == ':') return text.substr(at + 1).starts_with('/');
  if (text[at] != '.' || at < 3) return false;
  return std::ranges::all_of(text.substr(at - 3, 3), [](char c) { return c == 'w' || c == 'W'; });
}

bool is_of_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

}  // namespace

std::string markdown_text(std::string_view text, std::size_t max_columns) {
  const std::string shown = printable(text, max_columns);
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const char c = shown[i];
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      default:
        if (kMarks.contains(c) || begins_a_link(shown, i)) out += '\\';
        out += c;
    }
  }
  return out;
}

std::string markdown_name(std::string_view name) {
  if (name.empty() || !std::ranges::all_of(name, is_of_a_name)) return markdown_text(name, 253);
  return '`' + std::string(name) + '`';
}

}  // namespace tidemark::reports
