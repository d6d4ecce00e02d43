#include "analyzer/page/html_scanner.hpp"

#include <algorithm>
#include <array>

#include "analyzer/page/ascii_case.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kMaxAttributes = 32;
constexpr std::string_view kSpaces = " \t\n\f\r";

// Elements whose content is not markup. Of title and textarea the references are decoded.
constexpr std::array<std::string_view, 9> kRawElements = {
    "script", "style", "noscript", "iframe", "noembed", "noframes", "xmp", "title", "textarea"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return kSpaces.find(c) != std::string_view::npos; }
bool begins_tag(std::string_view text) {
  const std::size_t name = text.size() > 1 && text[1] == '/' ? 2 : 1;
  return text.size() > name && is_letter(text[name]);
}

// "<!", "<?", and "</" without a name after it.
bool begins_declaration(std::string_view text) {
  if (text.size() < 2 || begins_tag(text)) return false;
  return text[1] == '!' || text[1] == '?' || (text[1] == '/' && text.size() > 2);
}

}  // namespace

std::optional<std::string_view> HtmlToken::attribute(std::string_view wanted) const {
  for (const auto& [key, value] : attributes) {
    if (equals_ignoring_case(key, wanted)) return value;
  }
  return std::nullopt;
}

std::optional<HtmlToken> HtmlScanner::next() {
  while (at_ < document_.size()) {
    if (!raw_element_.empty()) {
      HtmlToken content = take_raw_text();
      if (!content.text.empty()) return content;
      continue;
    }
    const std::string_view here = rest();
    if (here.front() == '<' && begins_tag(here)) return take_tag();
    if (here.front() == '<' && begins_declaration(here)) {
      skip_declaration();
      continue;
    }
    std::size_t end = here.find('<', 1);
    while (end != std::string_view::npos && !begins_tag(here.substr(end)) &&
           !begins_declaration(here.substr(end))) {
      end = here.find('<', end + 1);
    }
    return take_text(std::min(end, here.size()), HtmlToken::Kind::kText);
  }
  return std::nullopt;
}

HtmlToken HtmlScanner::take_text(std::size_t length, HtmlToken::Kind kind) {
  HtmlToken token;
  token.kind = kind;
  token.text = rest().substr(0, length);
  at_ += length;
  return token;
}

// Up to the end tag of the element, which is left to be read next.
HtmlToken HtmlScanner::take_raw_text() {
  const std::string element = std::exchange(raw_element_, {});
  const std::string_view here = rest();
  const bool decodes = element == "title" || element == "textarea";
  const auto kind =
      decodes || element == "plaintext" ? HtmlToken::Kind::kText : HtmlToken::Kind::kRawText;
  if (element == "plaintext") return take_text(here.size(), kind);
  std::size_t end = here.find("</");
  for (; end != std::string_view::npos; end = here.find("</", end + 2)) {
    const std::string_view after = here.substr(end + 2);
    if (!equals_ignoring_case(after.substr(0, element.size()), element)) continue;
    if (after.size() == element.size()) break;
    const char follows = after[element.size()];
    if (is_space(follows) || follows == '/' || follows == '>') break;
  }
  return take_text(std::min(end, here.size()), kind);
}

std::optional<HtmlToken> HtmlScanner::take_tag() {
  HtmlToken token;
  const bool is_end = rest()[1] == '/';
  token.kind = is_end ? HtmlToken::Kind::kEndTag : HtmlToken::Kind::kStartTag;
  at_ += is_end ? 2 : 1;
  const std::size_t name_end = document_.find_first_of(" \t\n\f\r/>", at_);
  token.name = document_.substr(at_, std::min(name_end, document_.size()) - at_);
  std::ranges::transform(token.name, token.name.begin(), [](char c) { return ascii_lower(c); });
  at_ = std::min(name_end, document_.size());
  while (true) {
    while (at_ < document_.size() && (is_space(document_[at_]) || document_[at_] == '/')) ++at_;
    if (at_ >= document_.size()) return std::nullopt;
    if (document_[at_] == '>') break;
    const auto attribute = take_attribute();
    if (attribute && token.attributes.size() < kMaxAttributes) {
      token.attributes.push_back(*attribute);
    }
  }
  ++at_;
  const bool is_raw = std::ranges::find(kRawElements, token.name) != kRawElements.end();
  if (!is_end && (is_raw || token.name == "plaintext")) raw_element_ = token.name;
  return token;
}

std::optional<std::pair<std::string_view, std::string_view>> HtmlScanner::take_attribute() {
  // A '=' in front belongs to the name, as in the standard; it also makes sure that we advance.
  const std::size_t name_end =
      std::min(document_.find_first_of(" \t\n\f\r/>=", at_ + 1), document_.size());
  const std::string_view name = document_.substr(at_, name_end - at_);
  at_ = std::min(document_.find_first_not_of(kSpaces, name_end), document_.size());
  if (at_ == document_.size() || document_[at_] != '=') return std::pair(name, std::string_view());
  at_ = std::min(document_.find_first_not_of(kSpaces, at_ + 1), document_.size());
  if (at_ == document_.size()) return std::nullopt;
  const char quote = document_[at_];
  const bool is_quoted = quote == '"' || quote == '\'';
  if (is_quoted) ++at_;
  const std::size_t end =
      std::min(is_quoted ? document_.find(quote, at_) : document_.find_first_of(" \t\n\f\r>", at_),
               document_.size());
  const std::string_view value = document_.substr(at_, end - at_);
  at_ = std::min(is_quoted ? end + 1 : end, document_.size());
  return std::pair(name, value);
}

// "<!-- ... -->" and "<!...>", "<?...>", "</...>" that is no end tag.
void HtmlScanner::skip_declaration() {
  if (!rest().starts_with("<!--")) {
    const std::size_t end = document_.find('>', at_);
    at_ = end == std::string_view::npos ? document_.size() : end + 1;
    return;
  }
  std::size_t dashes = document_.find("--", at_ + 2);  // "<!-->" is a whole comment
  for (; dashes != std::string_view::npos; dashes = document_.find("--", dashes + 1)) {
    const std::string_view after = document_.substr(dashes + 2);
    const bool opening = dashes == at_ + 2;
    if (after.starts_with('>') || (!opening && after.starts_with("!>"))) {
      at_ = document_.find('>', dashes) + 1;
      return;
    }
  }
  at_ = document_.size();
}

}  // namespace tidemark::analyzer
