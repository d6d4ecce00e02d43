// Makes lines of a stream that arrives in pieces.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::harness {

class LineSplitter {
 public:
  // What is longer is cut there and the rest of the line dropped.
  static constexpr std::size_t kLongest = std::size_t{1024} * 1024;

  // The lines that `bytes` complete, without their newlines.
  [[nodiscard]] std::vector<std::string> add(std::string_view bytes);
  // What has come of a line that never ended; empty for none.
  [[nodiscard]] std::string take_rest() { return std::exchange(rest_, {}); }

 private:
  std::string rest_;
};

}  // namespace tidemark::harness
