// Many regular expressions looked for in one pass.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::analyzer {

// Why this is no expression for a PatternSet, or nothing if it is one.
[[nodiscard]] std::optional<std::string> why_no_pattern(const std::string& expression);

// Expressions are RE2's; upper and lower case are the same, ^ and $ are the ends of a line, and
// nothing matches across lines. Time is linear in the text, memory bounded, whatever both are. Any
// number of threads may search at once.
class PatternSet {
 public:
  PatternSet();
  PatternSet(const PatternSet&) = delete;
  PatternSet& operator=(const PatternSet&) = delete;
  PatternSet(PatternSet&&) noexcept;
  PatternSet& operator=(PatternSet&&) noexcept;
  ~PatternSet();

  // The index of the expression, which why_no_pattern() accepts; one that is known already keeps
  // its index. Not after compile().
  [[nodiscard]] std::size_t add(const std::string& expression);
  // False: the expressions are too many or too large together.
  [[nodiscard]] bool compile();

  // The indices of those that match somewhere in `text`, sorted.
  [[nodiscard]] std::vector<std::size_t> search(std::string_view text) const;

  // What the expression matches first, with what is around it on its line, at most about 160 bytes.
  [[nodiscard]] std::string quote(std::size_t index, std::string_view text) const;

 private:
  struct Compiled;

  std::map<std::string, std::size_t> known_;
  std::vector<std::string> expressions_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace tidemark::analyzer
