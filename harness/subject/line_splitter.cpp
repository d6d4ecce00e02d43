#include "harness/subject/line_splitter.hpp"

namespace tidemark::harness {

std::vector<std::string> LineSplitter::add(std::string_view bytes) {
  std::vector<std::string> lines;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    rest_ += piece.substr(0, kLongest - rest_.size());
    if (end == std::string_view::npos) break;
    lines.push_back(std::exchange(rest_, {}));
    bytes.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace tidemark::harness
