// Finding many keywords in a text at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::analyzer {

// One way of writing a keyword.
struct KeywordForm {
  std::uint32_t keyword = 0;
  std::string text;  // UTF-8, as the keyword file writes it
};

struct KeywordSpan {
  std::uint32_t keyword = 0;
  std::size_t begin = 0;  // bytes of the text that was searched
  std::size_t end = 0;
};

// Immutable once made; any number of threads may search with one.
class KeywordFinder {
 public:
  KeywordFinder() = default;
  KeywordFinder(const KeywordFinder&) = delete;
  KeywordFinder& operator=(const KeywordFinder&) = delete;
  virtual ~KeywordFinder() = default;

  // Tells every occurrence, those of one form in the order of the text. Time proportional to its
  // size, whatever it holds.
  virtual void find(std::string_view text,
                    const std::function<void(const KeywordSpan&)>& take) const = 0;
};

}  // namespace tidemark::analyzer
