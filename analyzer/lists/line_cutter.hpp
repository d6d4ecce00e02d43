// Cuts a stream of bytes into numbered lines, without copying those that arrive whole.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

class LineCutter {
 public:
  static constexpr std::size_t kLongestLine = std::size_t{1024} * 1024;

  struct Line {
    std::string_view text;  // without the newline; valid until `emit` returns
    std::uint32_t number;   // from 1
    bool cut;               // longer than kLongestLine: only its beginning
  };

  // Calls emit(Line) for each line that ends in `bytes`, until it returns false.
  template <typename Emit>
  bool feed(std::string_view bytes, const Emit& emit) {
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      const std::string_view part = bytes.substr(0, end);
      if (end == std::string_view::npos) {
        keep(part);
        return true;
      }
      bytes.remove_prefix(end + 1);
      if (kept_.empty() && !cut_ && part.size() <= kLongestLine) {
        if (!emit(Line{part, ++number_, false})) return false;
      } else {
        keep(part);
        if (!flush(emit)) return false;
      }
    }
    return true;
  }
  // The last line, where no newline ends it.
  template <typename Emit>
  bool finish(const Emit& emit) {
    return kept_.empty() || flush(emit);
  }

 private:
  void keep(std::string_view part) {
    const std::size_t room = kLongestLine - kept_.size();
    cut_ |= part.size() > room;
    kept_ += part.substr(0, room);
  }
  template <typename Emit>
  bool flush(const Emit& emit) {
    const bool more = emit(Line{kept_, ++number_, cut_});
    kept_.clear();
    cut_ = false;
    return more;
  }

  std::string kept_;  // the beginning of a line whose end has not come yet
  bool cut_ = false;
  std::uint32_t number_ = 0;
};

}  // namespace tidemark::analyzer
