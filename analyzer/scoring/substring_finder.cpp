#include "analyzer/scoring/substring_finder.hpp"

#include <algorithm>
#include <deque>
#include <string>

#include "analyzer/scoring/letter.hpp"

namespace tidemark::analyzer {
namespace {

std::string lower_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint character = first_character(text);
    append_utf8(out, lower(character.value));
    text.remove_prefix(character.length);
  }
  return out;
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Where the last so many characters before `end` begin.
std::size_t step_back(std::string_view text, std::size_t end, std::size_t characters) {
  while (end > 0 && characters > 0) {
    --end;
    if ((static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U) --characters;
  }
  return end;
}

}  // namespace

SubstringFinder::SubstringFinder(const std::vector<KeywordForm>& forms) {
  sort_bytes(forms);
  next_.assign(classes_, 0);
  endings_.emplace_back();
  for (const KeywordForm& form : forms) add(form);
  link();
}

void SubstringFinder::sort_bytes(const std::vector<KeywordForm>& forms) {
  for (const KeywordForm& form : forms) {
    for (const char c : lower_text(form.text)) {
      std::uint8_t& byte_class = class_of_.at(static_cast<unsigned char>(c));
      if (byte_class == 0) byte_class = static_cast<std::uint8_t>(classes_++);
    }
  }
}

void SubstringFinder::add(const KeywordForm& form) {
  const std::string text = lower_text(form.text);
  State state = 0;
  for (const char c : text) {
    const std::uint8_t byte_class = class_of_.at(static_cast<unsigned char>(c));
    if (next(state, byte_class) == 0) {
      const auto fresh = static_cast<State>(endings_.size());
      endings_.emplace_back();
      next_.resize(next_.size() + classes_, 0);
      next(state, byte_class) = fresh;
    }
    state = next(state, byte_class);
  }
  if (state == 0) return;
  endings_[state].here.push_back({.keyword = form.keyword, .characters = characters_in(text)});
}

// Breadth first, each state gets what to go on with where its own letters end.
void SubstringFinder::link() {
  std::vector<State> suffix(endings_.size(), 0);
  std::deque<State> waiting{0};
  while (!waiting.empty()) {
    const State state = waiting.front();
    waiting.pop_front();
    for (std::size_t i = 1; i < classes_; ++i) {
      const auto byte_class = static_cast<std::uint8_t>(i);
      const State longer = next(state, byte_class);
      const State fallback = state == 0 ? 0 : next(suffix[state], byte_class);
      if (longer == 0) {
        next(state, byte_class) = fallback;
        continue;
      }
      suffix[longer] = fallback;
      endings_[longer].shorter =
          endings_[fallback].here.empty() ? endings_[fallback].shorter : fallback;
      waiting.push_back(longer);
    }
  }
}

void SubstringFinder::find(std::string_view text,
                           const std::function<void(const KeywordSpan&)>& take) const {
  State state = 0;
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      state = next(state, class_of_[static_cast<unsigned char>(lower(lead))]);
      ++at;
    } else {
      const CodePoint character = first_character(text.substr(at));
      bytes.clear();
      append_utf8(bytes, lower(character.value));
      for (const char c : bytes) state = next(state, class_of_[static_cast<unsigned char>(c)]);
      at += character.length;
    }
    // A suffix that ends no keyword itself is not in the chain, so each step tells something.
    for (State end = state; end != 0; end = endings_[end].shorter) {
      for (const Ending& ending : endings_[end].here) {
        take({.keyword = ending.keyword,
              .begin = step_back(text, at, ending.characters),
              .end = at});
      }
    }
  }
}

}  // namespace tidemark::analyzer
