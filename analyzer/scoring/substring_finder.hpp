// Keywords as substrings, the way the seed looked for them: "jerusalem" contains "sale".
#pragma once

#include <array>
#include <vector>

#include "analyzer/scoring/keyword_finder.hpp"

namespace tidemark::analyzer {

// The automaton of Aho and Corasick (1975) over the bytes of lower-cased text.
class SubstringFinder final : public KeywordFinder {
 public:
  explicit SubstringFinder(const std::vector<KeywordForm>& forms);

  void find(std::string_view text,
            const std::function<void(const KeywordSpan&)>& take) const override;

 private:
  using State = std::uint32_t;

  struct Ending {
    std::uint32_t keyword = 0;
    std::size_t characters = 0;
  };
  struct Endings {
    std::vector<Ending> here;
    State shorter = 0;  // the longest proper suffix that ends a keyword; 0: none
  };

  void sort_bytes(const std::vector<KeywordForm>& forms);
  void add(const KeywordForm& form);
  void link();
  [[nodiscard]] State& next(State state, std::uint8_t byte_class) {
    return next_[state * classes_ + byte_class];
  }
  [[nodiscard]] State next(State state, std::uint8_t byte_class) const {
    return next_[state * classes_ + byte_class];
  }

  std::array<std::uint8_t, 256> class_of_{};  // 0: in no keyword
  std::size_t classes_ = 1;
  std::vector<State> next_;
  std::vector<Endings> endings_;
};

}  // namespace tidemark::analyzer
