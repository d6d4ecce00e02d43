#include "analyzer/rules/pattern_set.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <deque>
#include <mutex>

namespace tidemark::analyzer {
namespace {

constexpr std::int64_t kSetMemory = std::int64_t{32} << 20;
constexpr std::int64_t kExpressionMemory = std::int64_t{1} << 20;
constexpr std::size_t kQuoteBytes = 160;
constexpr std::size_t kQuoteBefore = 40;

RE2::Options options(std::int64_t memory) {
  RE2::Options out;
  out.set_case_sensitive(false);
  out.set_never_nl(true);
  out.set_log_errors(false);
  out.set_max_mem(memory);
  return out;
}

// ^ and $ at each line.
std::string by_line(const std::string& expression) { return "(?m)" + expression; }

bool is_inside_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

struct PatternSet::Compiled {
  RE2::Set set{options(kSetMemory), RE2::UNANCHORED};

  // Few are ever quoted, and making all of them would cost every start.
  struct Single {
    std::once_flag made;
    std::unique_ptr<RE2> expression;
  };
  std::deque<Single> singles;  // by index

  const RE2& single(std::size_t index, const std::string& expression) {
    Single& wanted = singles[index];
    std::call_once(wanted.made, [&] {
      wanted.expression = std::make_unique<RE2>(by_line(expression), options(kExpressionMemory));
    });
    return *wanted.expression;
  }
};

std::optional<std::string> why_no_pattern(const std::string& expression) {
  const RE2 compiled(by_line(expression), options(kExpressionMemory));
  if (!compiled.ok()) return compiled.error();
  if (RE2::PartialMatch("", compiled)) return "it matches where there is nothing";
  return std::nullopt;
}

PatternSet::PatternSet() = default;
PatternSet::PatternSet(PatternSet&&) noexcept = default;
PatternSet& PatternSet::operator=(PatternSet&&) noexcept = default;
PatternSet::~PatternSet() = default;

std::size_t PatternSet::add(const std::string& expression) {
  const auto [known, is_new] = known_.emplace(expression, expressions_.size());
  if (is_new) expressions_.push_back(expression);
  return known->second;
}

bool PatternSet::compile() {
  compiled_ = std::make_unique<Compiled>();
  for (const std::string& expression : expressions_) {
    if (compiled_->set.Add(by_line(expression), nullptr) < 0) return false;
    compiled_->singles.emplace_back();
  }
  return compiled_->set.Compile();
}

std::vector<std::size_t> PatternSet::search(std::string_view text) const {
  std::vector<std::size_t> out;
  if (expressions_.empty() || text.empty()) return out;
  std::vector<int> matched;
  RE2::Set::ErrorInfo info{RE2::Set::kNoError};
  const re2::StringPiece piece(text.data(), text.size());
  if (compiled_->set.Match(piece, &matched, &info)) {
    out.assign(matched.begin(), matched.end());
    std::ranges::sort(out);
  } else if (info.kind == RE2::Set::kOutOfMemory) {
    // All of them at once need too many states; one by one each has its own bound.
    for (std::size_t i = 0; i < expressions_.size(); ++i) {
      if (RE2::PartialMatch(piece, compiled_->single(i, expressions_[i]))) out.push_back(i);
    }
  }
  return out;
}

std::string PatternSet::quote(std::size_t index, std::string_view text) const {
  re2::StringPiece match;
  const re2::StringPiece piece(text.data(), text.size());
  const RE2& single = compiled_->single(index, expressions_[index]);
  if (!single.Match(piece, 0, text.size(), RE2::UNANCHORED, &match, 1)) return {};
  const auto begin = static_cast<std::size_t>(match.data() - text.data());
  const std::size_t newline = begin == 0 ? std::string_view::npos : text.rfind('\n', begin - 1);
  const std::size_t line = newline == std::string_view::npos ? 0 : newline + 1;
  std::size_t from = begin - std::min(begin - line, kQuoteBefore);
  std::size_t to = std::min({from + kQuoteBytes, text.find('\n', begin), text.size()});
  while (from > line && is_inside_character(text[from])) --from;
  while (to > from && to < text.size() && is_inside_character(text[to])) --to;
  return std::string(text.substr(from, to - from));
}

}  // namespace tidemark::analyzer
