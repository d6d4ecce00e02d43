#include "analyzer/page/page_facts.hpp"

#include <algorithm>
#include <array>

#include "analyzer/page/charset.hpp"
#include "analyzer/page/html_scanner.hpp"
#include "analyzer/page/visible_text.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kTextBytes = std::size_t{64} * 1024;
constexpr std::size_t kTitleCharacters = 300;
constexpr std::size_t kShellCharacters = 200;

// Elements within a line, or without any trace; every other begins or ends one, or stands apart
// from its neighbours.
constexpr std::array<std::string_view, 36> kInline = {
    "a",    "abbr", "acronym", "b",      "bdi",   "bdo",      "big",  "cite",  "code",
    "data", "del",  "dfn",     "em",     "font",  "i",        "ins",  "kbd",   "mark",
    "nobr", "q",    "ruby",    "s",      "samp",  "script",   "slot", "small", "span",
    "sub",  "sup",  "strike",  "strong", "style", "template", "tt",   "u",     "wbr"};

// The ids that the project templates of React, Vue, Next, Nuxt, Gatsby, Angular, Svelte and Quasar
// give.
constexpr std::array<std::string_view, 8> kAppRoots = {"root",      "app",      "__next", "__nuxt",
                                                       "___gatsby", "app-root", "svelte", "q-app"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// Data blocks and import maps are script elements, too, but nothing of them runs.
bool runs(const HtmlToken& script) {
  const std::string type = lower(script.attribute("type").value_or(""));
  return type.empty() || type == "module" || type.find("javascript") != std::string::npos ||
         type.find("ecmascript") != std::string::npos;
}

bool is_app_root(const HtmlToken& tag) {
  return tag.name == "app-root" || contains(kAppRoots, tag.attribute("id").value_or("")) ||
         tag.attribute("ng-app") || tag.attribute("data-reactroot");
}

// Collects the facts of one document, token by token.
class PageReader {
 public:
  void read(const HtmlToken& token);
  PageFacts finish();

 private:
  void read_tag(const HtmlToken& tag);

  PageFacts facts_;
  VisibleText text_{kTextBytes, kTextBytes};
  VisibleText title_{kTextBytes, kTitleCharacters};
  std::size_t open_templates_ = 0;
  std::size_t open_drawings_ = 0;  // svg; a title in it is a tooltip
  bool in_title_ = false;
  bool title_read_ = false;
};

void PageReader::read(const HtmlToken& token) {
  switch (token.kind) {
    case HtmlToken::Kind::kRawText: return;
    case HtmlToken::Kind::kText:
      if (in_title_) {
        if (open_drawings_ == 0 && open_templates_ == 0 && !title_read_) title_.append(token.text);
      } else if (open_templates_ == 0) {
        text_.append(token.text);
      }
      return;
    case HtmlToken::Kind::kStartTag:
    case HtmlToken::Kind::kEndTag: return read_tag(token);
  }
}

void PageReader::read_tag(const HtmlToken& tag) {
  const bool starts = tag.kind == HtmlToken::Kind::kStartTag;
  const auto count = [&](std::size_t& open) {
    if (starts) ++open;
    if (!starts && open > 0) --open;
  };
  if (!contains(kInline, tag.name)) text_.break_line();
  if (tag.name == "template") count(open_templates_);
  if (tag.name == "svg") count(open_drawings_);
  if (tag.name == "title") {
    in_title_ = starts;
    title_read_ = title_read_ || (!starts && title_.length() > 0);
  }
  if (!starts || open_templates_ > 0) return;
  if (tag.name == "script" && runs(tag)) ++facts_.scripts;
  if (is_app_root(tag)) facts_.has_app_root = true;
}

PageFacts PageReader::finish() {
  facts_.text_length = text_.length();
  facts_.text = text_.take();
  facts_.title = title_.take();
  return std::move(facts_);
}

enum class DocumentKind { kHtml, kPlainText, kOther };

DocumentKind kind_of(std::string_view content_type) {
  const std::string type = lower(content_type.substr(0, content_type.find(';')));
  const auto has = [&](std::string_view part) { return type.find(part) != std::string::npos; };
  if (type.empty() || has("html") || has("xml")) return DocumentKind::kHtml;
  return has("text/") || has("json") ? DocumentKind::kPlainText : DocumentKind::kOther;
}

}  // namespace

PageFacts read_page(std::string_view html, std::string_view content_type) {
  const DocumentKind kind = kind_of(content_type);
  PageReader reader;
  if (kind == DocumentKind::kOther) return reader.finish();
  const std::string document = kind == DocumentKind::kPlainText
                                   ? "<plaintext>" + to_utf8(html, content_type)
                                   : to_utf8(html, content_type);
  HtmlScanner scanner(document);
  while (const auto token = scanner.next()) reader.read(*token);
  return reader.finish();
}

bool looks_like_shell(const PageFacts& facts) {
  return facts.scripts > 0 && facts.text_length < kShellCharacters;
}

}  // namespace tidemark::analyzer
