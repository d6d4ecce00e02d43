#include "analyzer/scoring/word_cutter.hpp"

#include <algorithm>
#include <string>

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kBytes = 256;

// Most text is ASCII: what a byte is by itself.
struct AsciiLetters {
  std::array<char, kBytes> word_letter{};  // lower case; 0: none, or part of another character
  std::array<bool, kBytes> is_between{};
};

AsciiLetters ascii_letters() {
  AsciiLetters letters;
  for (std::size_t c = 0; c < kBytes / 2; ++c) {
    const char32_t lower_case = folded(static_cast<char32_t>(c));
    const LetterKind kind = kind_of(lower_case);
    if (kind == LetterKind::kWord) letters.word_letter.at(c) = static_cast<char>(lower_case);
    letters.is_between.at(c) = kind == LetterKind::kBetween;
  }
  return letters;
}

const AsciiLetters kLetters = ascii_letters();

char word_letter(char c) { return kLetters.word_letter[static_cast<unsigned char>(c)]; }
bool is_between(char c) { return kLetters.is_between[static_cast<unsigned char>(c)]; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < kBytes / 2; }

}  // namespace

std::optional<CutWord> WordCutter::next() {
  while (at_ < text_.size()) {
    if (is_between(text_[at_])) {
      ++at_;
      continue;
    }
    if (word_letter(text_[at_]) != 0) return take_word();
    const CodePoint character = first_character(text_.substr(at_));
    const char32_t c = folded(character.value);
    const LetterKind kind = kind_of(c);
    if (kind == LetterKind::kWord) return take_word();
    const std::size_t begin = at_;
    at_ += character.length;
    if (kind != LetterKind::kAlone) continue;
    length_ = 0;
    put(c);
    return CutWord{.folded = {word_.data(), length_}, .begin = begin, .end = at_};
  }
  return std::nullopt;
}

CutWord WordCutter::take_word() {
  const std::size_t begin = at_;
  std::size_t end = at_;
  length_ = 0;
  while (at_ < text_.size()) {
    if (take_ascii()) {
      end = at_;
      continue;
    }
    if (is_ascii(text_[at_])) break;
    const CodePoint character = first_character(text_.substr(at_));
    const char32_t c = folded(character.value);
    const LetterKind kind = kind_of(c);
    if (kind == LetterKind::kBetween || kind == LetterKind::kAlone) break;
    at_ += character.length;
    if (kind == LetterKind::kNothing) continue;
    end = at_;
    if (kind == LetterKind::kCombining) {
      join_mark(c);
    } else {
      put(c);
    }
  }
  if (length_ > word_.size()) return {.begin = begin, .end = end};
  return {.folded = {word_.data(), length_}, .begin = begin, .end = end};
}

bool WordCutter::take_ascii() {
  std::size_t at = at_;
  std::size_t length = length_;
  for (; at < text_.size(); ++at, ++length) {
    const char letter = word_letter(text_[at]);
    if (letter == 0) break;
    if (length < word_.size()) word_[length] = letter;
  }
  if (at == at_) return false;
  last_at_ = length - 1;
  last_ = static_cast<unsigned char>(word_letter(text_[at - 1]));
  at_ = at;
  length_ = length;
  return true;
}

void WordCutter::put(char32_t c) {
  last_at_ = length_;
  last_ = c;
  std::string bytes;
  append_utf8(bytes, c);
  for (const char byte : bytes) {
    if (length_ < word_.size()) word_[length_] = byte;
    ++length_;
  }
}

void WordCutter::join_mark(char32_t mark) {
  const char32_t both = composed(last_, mark);
  if (both != 0) length_ = last_at_;
  put(both != 0 ? both : mark);
}

}  // namespace tidemark::analyzer
