// HTML cut into tags and text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::analyzer {

struct HtmlToken {
  enum class Kind {
    kText,     // character references not yet decoded
    kRawText,  // the content of script, style and the like: nothing to decode, nobody sees it
    kStartTag,
    kEndTag,
  };
  Kind kind = Kind::kText;
  std::string_view text = {};  // kText and kRawText
  std::string name = {};       // of a tag, lower case
  std::vector<std::pair<std::string_view, std::string_view>> attributes = {};  // the first 32

  // The value of the attribute of that (lower-case) name, nothing if it is absent.
  [[nodiscard]] std::optional<std::string_view> attribute(std::string_view wanted) const;
};

// Cuts as the HTML standard's tokenizer does (html.spec.whatwg.org 13.2.5), with scripting on;
// comments and declarations are skipped. Every byte is looked at a bounded number of times.
// libxml2's parser is not used for this because it compares each attribute of a tag, and each end
// tag with each open element, with all others: 2 MiB can take it minutes. Views point into the
// document.
class HtmlScanner {
 public:
  explicit HtmlScanner(std::string_view document) : document_(document) {}

  // The next token, or nothing at the end.
  [[nodiscard]] std::optional<HtmlToken> next();

 private:
  [[nodiscard]] std::string_view rest() const { return document_.substr(at_); }
  HtmlToken take_text(std::size_t length, HtmlToken::Kind kind);
  HtmlToken take_raw_text();
  // A tag at the current position; nothing if the document ends within it.
  std::optional<HtmlToken> take_tag();
  std::optional<std::pair<std::string_view, std::string_view>> take_attribute();
  void skip_declaration();

  std::string_view document_;
  std::size_t at_ = 0;
  std::string raw_element_;  // whose content comes next; empty: ordinary content
};

}  // namespace tidemark::analyzer
