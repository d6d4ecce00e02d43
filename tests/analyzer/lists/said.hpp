// What a list says, as text: "name a.example; tree b.example; allow name c.example; ! reason".
#pragma once

#include <string>
#include <string_view>

#include "analyzer/lists/list_reader.hpp"

namespace tidemark::test {

class SaidSink final : public analyzer::RuleSink {
 public:
  void take(const analyzer::ListRule& rule) override {
    using analyzer::RuleReach;
    std::string text = rule.action == analyzer::RuleAction::kAllow ? "allow " : "";
    if (rule.important) text += "important ";
    text += rule.reach == RuleReach::kName    ? "name "
            : rule.reach == RuleReach::kBelow ? "below "
                                              : "tree ";
    append(text += rule.name);
  }
  void refuse(std::string reason) override { append("! " + reason); }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void append(std::string_view text) {
    if (!text_.empty()) text_ += "; ";
    text_ += text;
  }
  std::string text_;
};

// `list` is one list; its lines end in "\n".
inline std::string said_by(std::string_view list,
                           analyzer::Dialect dialect = analyzer::Dialect::kAny) {
  SaidSink sink;
  analyzer::ListReader reader(sink, {.dialect = dialect});
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('\n'), list.size());
    reader.read(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return sink.text();
}

}  // namespace tidemark::test
