#include "analyzer/scoring/phrase_finder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "analyzer/scoring/word_cutter.hpp"

namespace tidemark::analyzer {
namespace {

template <typename Number>
std::uint64_t number_at(const char* place) {
  Number number = 0;
  std::memcpy(&number, place, sizeof(number));
  return number;
}

// The ends of a word and its length tell almost all words apart, and cost the same for each.
std::uint64_t hash_of(std::string_view word) {
  const char* begin = word.data();
  const char* end = begin + word.size();
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  if (word.size() >= sizeof(std::uint64_t)) {
    head = number_at<std::uint64_t>(begin);
    tail = number_at<std::uint64_t>(end - sizeof(std::uint64_t));
  } else if (word.size() >= sizeof(std::uint32_t)) {
    head = number_at<std::uint32_t>(begin);
    tail = number_at<std::uint32_t>(end - sizeof(std::uint32_t));
  } else if (!word.empty()) {
    head = number_at<std::uint8_t>(begin);
    tail =
        (number_at<std::uint8_t>(begin + word.size() / 2) << 8U) | number_at<std::uint8_t>(end - 1);
  }
  std::uint64_t hash = (head ^ std::rotl(tail, 23) ^ word.size()) * 0x9E3779B97F4A7C15U;
  hash ^= hash >> 32U;
  return hash * 0xD6E8FEB86659FD93U;
}

constexpr std::uint64_t key_of(std::uint32_t node, std::uint32_t word) {
  return (std::uint64_t{node} << 32U) | word;
}

struct OpenPhrase {
  std::uint32_t node = 0;
  std::size_t begin = 0;
};

}  // namespace

std::vector<std::string> phrase_words(std::string_view form, bool without_hyphens) {
  std::string text(form);
  if (without_hyphens) std::erase(text, '-');
  std::vector<std::string> words;
  WordCutter cutter(text);
  while (const auto word = cutter.next()) words.emplace_back(word->folded);
  return words;
}

std::uint32_t PhraseFinder::Vocabulary::add(const std::string& word) {
  const auto number = static_cast<std::uint32_t>(words_.size());
  const auto [known, is_new] = numbers_.emplace(word, number);
  if (is_new) words_.push_back(word);
  return known->second;
}

void PhraseFinder::Vocabulary::make_table() {
  slots_.assign(std::bit_ceil(words_.size() * 4 + 1), 0);
  for (std::size_t i = 0; i < words_.size(); ++i) {
    std::size_t at = hash_of(words_[i]) & (slots_.size() - 1);
    while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = static_cast<std::uint32_t>(i + 1);
  }
}

std::optional<std::uint32_t> PhraseFinder::Vocabulary::find(std::string_view word) const {
  std::size_t at = hash_of(word) & (slots_.size() - 1);
  for (; slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
    if (words_[slots_[at] - 1] == word) return slots_[at] - 1;
  }
  return std::nullopt;
}

PhraseFinder::PhraseFinder(const std::vector<KeywordForm>& forms) : nodes_(1) {
  for (const KeywordForm& form : forms) {
    add(form.keyword, phrase_words(form.text));
    if (form.text.find('-') != std::string::npos) add(form.keyword, phrase_words(form.text, true));
  }
  vocabulary_.make_table();
  first_.resize(vocabulary_.size());
  for (std::uint32_t word = 0; word < first_.size(); ++word) {
    const auto found = steps_.find(key_of(0, word));
    if (found != steps_.end()) first_[word] = found->second;
  }
}

void PhraseFinder::add(std::uint32_t keyword, const std::vector<std::string>& words) {
  const bool too_long = std::ranges::any_of(words, &std::string::empty);
  if (words.empty() || words.size() > kMaxPhraseWords || too_long) return;
  std::uint32_t node = 0;
  for (const std::string& word : words) {
    const auto fresh = static_cast<std::uint32_t>(nodes_.size());
    const auto [next, is_new] = steps_.emplace(key_of(node, vocabulary_.add(word)), fresh);
    nodes_[node].goes_on = true;
    if (is_new) nodes_.emplace_back();
    node = next->second;
  }
  std::vector<std::uint32_t>& here = nodes_[node].keywords;
  if (std::ranges::find(here, keyword) == here.end()) here.push_back(keyword);
}

std::optional<std::uint32_t> PhraseFinder::step(std::uint32_t node, std::uint32_t word) const {
  if (node == 0) return first_[word] == 0 ? std::nullopt : std::optional(first_[word]);
  const auto found = steps_.find(key_of(node, word));
  if (found == steps_.end()) return std::nullopt;
  return found->second;
}

void PhraseFinder::find(std::string_view text,
                        const std::function<void(const KeywordSpan&)>& take) const {
  // Phrases that the last words may be the beginning of, at most one for each number of words.
  std::array<OpenPhrase, kMaxPhraseWords + 1> open{};
  std::size_t count = 0;
  WordCutter cutter(text);
  while (const auto word = cutter.next()) {
    const auto number = word->folded.empty() ? std::nullopt : vocabulary_.find(word->folded);
    if (!number) {
      count = 0;
      continue;
    }
    open.at(count++) = {.node = 0, .begin = word->begin};
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto next = step(open.at(i).node, *number);
      if (!next) continue;
      const std::size_t begin = open.at(i).begin;
      for (const std::uint32_t keyword : nodes_[*next].keywords) {
        take({.keyword = keyword, .begin = begin, .end = word->end});
      }
      if (nodes_[*next].goes_on) open.at(kept++) = {.node = *next, .begin = begin};
    }
    count = kept;
  }
}

}  // namespace tidemark::analyzer
