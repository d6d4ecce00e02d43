// Keywords as whole words and phrases of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/scoring/keyword_finder.hpp"

namespace tidemark::analyzer {

inline constexpr std::size_t kMaxPhraseWords = 12;

// The words that a form is made of, folded. "fast food": fast, food. A hyphen parts words, too, but
// a text may also write them as one: phrase_words("ultra-processed", true) is ultraprocessed.
[[nodiscard]] std::vector<std::string> phrase_words(std::string_view form,
                                                    bool without_hyphens = false);

class PhraseFinder final : public KeywordFinder {
 public:
  // Forms that have no word, or more than kMaxPhraseWords, are not found.
  explicit PhraseFinder(const std::vector<KeywordForm>& forms);

  void find(std::string_view text,
            const std::function<void(const KeywordSpan&)>& take) const override;

 private:
  // The words of all phrases; every other is one that parts phrases.
  class Vocabulary {
   public:
    std::uint32_t add(const std::string& word);
    void make_table();
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view word) const;
    [[nodiscard]] std::size_t size() const { return words_.size(); }

   private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<std::string> words_;
    std::vector<std::uint32_t>
        slots_;  // number + 1 by hash, open addressing, at most a quarter full
  };

  // What has been read of a phrase.
  struct Node {
    std::vector<std::uint32_t> keywords;  // that end here
    bool goes_on = false;
  };

  void add(std::uint32_t keyword, const std::vector<std::string>& words);
  [[nodiscard]] std::optional<std::uint32_t> step(std::uint32_t node, std::uint32_t word) const;

  Vocabulary vocabulary_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t>
      first_;  // of each word: the node of phrases that begin with it; 0: none
  std::unordered_map<std::uint64_t, std::uint32_t> steps_;  // node and word: node
};

}  // namespace tidemark::analyzer
