#include "reports/assessment/markdown_text.hpp"

#include <algorithm>

#include "probes/base/printable.hpp"

namespace tidemark::reports {
namespace {

// Punctuation that means something at one place or another; ':', '.' and '@' in automatic links.
constexpr std::string_view kMarks = "\\`*_{}[]()#+-!|~$.:@=^\"'";

bool is_of_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

}  // namespace

std::string markdown_text(std::string_view text, std::size_t max_columns) {
  std::string out;
  for (const char c : printable(text, max_columns)) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      default:
        if (kMarks.contains(c)) out += '\\';
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
