// Texts of /proc whose lines are "Key: value".
#pragma once

#include <string_view>

namespace tidemark::probes {

// Calls `take(key, value)` for each line with a colon; the value begins right behind it.
template <typename Take>
void for_each_field(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    take(line.substr(0, colon), line.substr(colon + 1));
  }
}

}  // namespace tidemark::probes
