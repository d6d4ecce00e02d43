#include "reports/wrapped.hpp"

#include <algorithm>

namespace tidemark::reports {

std::string wrapped(std::string_view head, std::string_view text, std::size_t width,
                    std::size_t indent) {
  std::string out(head);
  std::size_t column = indent;
  bool fresh = true;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    if (!fresh && column + 1 + word.size() > width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
      fresh = true;
    }
    if (!fresh) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    fresh = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + '\n';
}

}  // namespace tidemark::reports
