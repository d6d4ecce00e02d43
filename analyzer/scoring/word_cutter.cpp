#include "analyzer/scoring/word_cutter.hpp"

#include <algorithm>
#include <string>

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kAscii = 128;

// Most text is ASCII.
struct AsciiLetters {
  std::array<LetterKind, kAscii> kinds{};
  std::array<char, kAscii> lower_case{};
};

AsciiLetters ascii_letters() {
  AsciiLetters letters;
  for (std::size_t c = 0; c < kAscii; ++c) {
    letters.kinds.at(c) = kind_of(static_cast<char32_t>(c));
    letters.lower_case.at(c) = static_cast<char>(folded(static_cast<char32_t>(c)));
  }
  return letters;
}

const AsciiLetters kLetters = ascii_letters();

bool is_ascii(char c) { return static_cast<unsigned char>(c) < kAscii; }
LetterKind ascii_kind(char c) { return kLetters.kinds[static_cast<unsigned char>(c)]; }
char ascii_folded(char c) { return kLetters.lower_case[static_cast<unsigned char>(c)]; }

}  // namespace

std::optional<CutWord> WordCutter::next() {
  while (at_ < text_.size()) {
    if (is_ascii(text_[at_]) && ascii_kind(text_[at_]) == LetterKind::kBetween) {
      ++at_;
      continue;
    }
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
    if (is_ascii(text_[at_])) {
      if (ascii_kind(text_[at_]) != LetterKind::kWord) break;
      last_at_ = length_;
      last_ = static_cast<unsigned char>(ascii_folded(text_[at_]));
      if (length_ < word_.size()) word_[length_] = ascii_folded(text_[at_]);
      ++length_;
      end = ++at_;
      continue;
    }
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
