#include "analyzer/listedit/list_lines.hpp"

#include <algorithm>

#include "analyzer/lists/line_cutter.hpp"
#include "analyzer/lists/list_reader.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

class Collector final : public RuleSink {
 public:
  explicit Collector(ListLines& list) : list_(list) {}

  void begin(std::size_t line) { line_ = line; }
  void take(const ListRule& rule) override {
    list_.rules.push_back({.line = line_,
                           .name = std::string(rule.name),
                           .action = rule.action,
                           .reach = rule.reach,
                           .important = rule.important});
  }
  void refuse(std::string) override { list_.refusals.push_back(line_); }

 private:
  ListLines& list_;
  std::size_t line_ = 0;
};

TextLine next_line(std::string_view& rest) {
  const std::size_t newline = rest.find('\n');
  if (newline == std::string_view::npos) {
    const TextLine last{rest, {}};
    rest = {};
    return last;
  }
  const std::size_t end = newline > 0 && rest[newline - 1] == '\r' ? newline - 1 : newline;
  const TextLine line{rest.substr(0, end), rest.substr(end, newline + 1 - end)};
  rest.remove_prefix(newline + 1);
  return line;
}

}  // namespace

std::span<const PlacedRule> ListLines::rules_on(std::size_t line) const {
  const auto found = std::ranges::equal_range(rules, line, {}, &PlacedRule::line);
  return {found.begin(), found.end()};
}

bool ListLines::has_refusal(std::size_t line) const {
  return std::ranges::binary_search(refusals, line);
}

ListLines read_list_lines(std::string_view content) {
  ListLines list;
  if (content.starts_with(kMark)) {
    list.mark = content.substr(0, kMark.size());
    content.remove_prefix(kMark.size());
  }
  Collector collector(list);
  // A list that names public suffixes is edited like any other.
  ListReader reader(collector, {.refuse_suffixes = false});
  while (!content.empty()) {
    list.lines.push_back(next_line(content));
    collector.begin(list.lines.size() - 1);
    const std::string_view text = list.lines.back().text;
    text.size() > LineCutter::kLongestLine ? reader.refuse_long(text.substr(0, 100))
                                           : reader.read(text);
  }
  return list;
}

}  // namespace tidemark::analyzer
