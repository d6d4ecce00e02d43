#include "analyzer/page/page_reader.hpp"

#include <algorithm>
#include <array>

#include "analyzer/page/ascii_case.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kMaxSources = 500;
constexpr std::size_t kSourceBytes = 500;
constexpr std::size_t kMaxElements = 2000;
constexpr std::size_t kNameBytes = 100;
constexpr std::size_t kScriptBytes = std::size_t{64} * 1024;
constexpr std::size_t kFallbackBytes = std::size_t{16} * 1024;
constexpr std::size_t kJsonLdBytes = std::size_t{256} * 1024;
constexpr std::size_t kMaxMetas = 100;
constexpr std::size_t kMetaCharacters = 1000;
constexpr std::size_t kLanguageBytes = 35;  // the longest tag that RFC 5646 reckons with
constexpr std::string_view kSpaces = " \t\n\f\r";

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

// At most `limit` bytes of valid UTF-8, whole characters only.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
  return text.substr(0, limit);
}

void append_up_to(std::string& text, std::string_view more, std::size_t limit) {
  if (text.size() < limit) text += cut(more, limit - text.size());
}

// An attribute's value as browsers see it, the first characters of it.
std::string decoded(std::string_view value, std::size_t characters) {
  VisibleText text(characters * 4, characters);
  text.append(cut(value, characters * 16));  // a reference is rarely longer
  return text.take();
}

// Data blocks and import maps are script elements, too, but nothing of them runs.
bool runs(std::string_view type) {
  return type.empty() || type == "module" || type.find("javascript") != std::string_view::npos ||
         type.find("ecmascript") != std::string_view::npos;
}

bool is_app_root(const HtmlToken& tag) {
  return tag.name == "app-root" || contains(kAppRoots, tag.attribute("id").value_or("")) ||
         tag.attribute("ng-app") || tag.attribute("data-reactroot");
}

// The X of "5; url=X"; empty where a refresh only repeats its own page.
std::string refresh_target(std::string_view content) {
  const std::string text = decoded(content, kSourceBytes);
  const auto at = ascii_lower(text).find("url");
  if (at == std::string::npos) return {};
  const auto begin = text.find_first_not_of(" =\t'\"", at + 3);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_first_of("'\" ", begin) - begin);
}

}  // namespace

void PageReader::read(const HtmlToken& token) {
  switch (token.kind) {
    case HtmlToken::Kind::kText: return read_text(token);
    case HtmlToken::Kind::kRawText: return read_raw_text(token.text);
    case HtmlToken::Kind::kStartTag:
    case HtmlToken::Kind::kEndTag: return read_tag(token);
  }
}

void PageReader::read_text(const HtmlToken& token) {
  if (in_title_) {
    if (open_drawings_ == 0 && open_templates_ == 0 && !title_read_) title_.append(token.text);
  } else if (open_templates_ == 0) {
    text_.append(token.text);
    products_.read_text(token.text);
  }
}

void PageReader::read_raw_text(std::string_view text) {
  switch (raw_text_) {
    case RawText::kIgnored: return;
    case RawText::kScript:
      append_up_to(facts_.markers.script_text, text, kScriptBytes);
      append_up_to(facts_.markers.script_text, "\n", kScriptBytes);
      return;
    case RawText::kFallback:
      append_up_to(facts_.markers.fallback_text, text, kFallbackBytes);
      return;
    case RawText::kJsonLd: {
      const std::string_view kept = cut(text, kJsonLdBytes - json_ld_bytes_);
      if (kept.find_first_not_of(kSpaces) == std::string_view::npos) return;
      json_ld_bytes_ += kept.size();
      facts_.content.json_ld.emplace_back(kept);
      return;
    }
  }
}

void PageReader::read_tag(const HtmlToken& tag) {
  const bool starts = tag.kind == HtmlToken::Kind::kStartTag;
  const auto count = [&](std::size_t& open) {
    if (starts) ++open;
    if (!starts && open > 0) --open;
  };
  if (!contains(kInline, tag.name)) {
    text_.break_line();
    products_.break_line();
  }
  if (tag.name == "template") count(open_templates_);
  if (tag.name == "svg") count(open_drawings_);
  if (tag.name == "title") {
    in_title_ = starts;
    title_read_ = title_read_ || (!starts && title_.length() > 0);
  }
  raw_text_ = RawText::kIgnored;
  if (open_templates_ == 0) products_.read_tag(tag);
  if (starts && open_templates_ == 0) read_element(tag);
}

void PageReader::read_element(const HtmlToken& tag) {
  const auto& name = tag.name;
  if (is_app_root(tag)) facts_.has_app_root = true;
  note_names(tag);
  if (name == "a" || name == "area") {
    links_.add_link(tag.attribute("href").value_or(""));
  } else if (name == "script") {
    read_script(tag);
  } else if (name == "meta") {
    read_meta(tag);
  } else if (name == "noscript" || name == "iframe" || name == "noframes") {
    raw_text_ = RawText::kFallback;
    note_source(tag.attribute("src").value_or(""));
  } else if (name == "img" || name == "frame" || name == "embed") {
    note_source(tag.attribute("src").value_or(""));
  } else if (name == "link") {
    note_source(tag.attribute("href").value_or(""));
  } else if (name == "form") {
    ++facts_.content.forms;
    note_source(tag.attribute("action").value_or(""));
  } else if (name == "input") {
    const bool hides = equals_ignoring_case(tag.attribute("type").value_or(""), "password");
    facts_.content.has_password_field = facts_.content.has_password_field || hides;
  } else if (name == "html" && facts_.content.language.empty()) {
    facts_.content.language = cut(tag.attribute("lang").value_or(""), kLanguageBytes);
  }
}

void PageReader::read_script(const HtmlToken& tag) {
  const std::string type = ascii_lower(tag.attribute("type").value_or(""));
  if (type.starts_with("application/ld+json")) raw_text_ = RawText::kJsonLd;
  if (!runs(type)) return;
  ++facts_.content.scripts;
  raw_text_ = RawText::kScript;
  const std::string_view source = tag.attribute("src").value_or("");
  links_.add_script(source);
  note_source(source);
}

void PageReader::read_meta(const HtmlToken& tag) {
  const std::string_view content = tag.attribute("content").value_or("");
  if (equals_ignoring_case(tag.attribute("http-equiv").value_or(""), "refresh")) {
    const std::string target = refresh_target(content);
    facts_.refreshes = facts_.refreshes || !target.empty();
    note_source(target);
    return;
  }
  const auto name = tag.attribute("name") ? tag.attribute("name") : tag.attribute("property");
  if (!name || name->empty() || content.empty()) return;
  if (facts_.content.meta.size() >= kMaxMetas) return;
  facts_.content.meta.emplace_back(ascii_lower(cut(*name, kNameBytes)),
                                   decoded(content, kMetaCharacters));
}

void PageReader::note_names(const HtmlToken& tag) {
  std::vector<std::string>& elements = facts_.markers.elements;
  const auto note = [&](char kind, std::string_view name) {
    if (elements.size() < kMaxElements)
      elements.push_back(kind + std::string(cut(name, kNameBytes)));
  };
  if (elements.size() >= kMaxElements) return;
  if (const auto id = tag.attribute("id"); id && !id->empty()) note('#', *id);
  std::string_view classes = tag.attribute("class").value_or("");
  while (elements.size() < kMaxElements) {
    classes.remove_prefix(std::min(classes.find_first_not_of(kSpaces), classes.size()));
    if (classes.empty()) break;
    const std::size_t end = std::min(classes.find_first_of(kSpaces), classes.size());
    note('.', classes.substr(0, end));
    classes.remove_prefix(end);
  }
}

void PageReader::note_source(std::string_view url) {
  if (url.empty() || facts_.markers.sources.size() >= kMaxSources) return;
  facts_.markers.sources.push_back(decoded(url, kSourceBytes));
}

PageFacts PageReader::finish() {
  facts_.content.text_length = text_.length();
  facts_.content.text = text_.take();
  facts_.content.title = title_.take();
  facts_.content.products = kept_products(facts_.content.json_ld, products_.take());
  links_.move_into(facts_.content);
  return std::move(facts_);
}

}  // namespace tidemark::analyzer
