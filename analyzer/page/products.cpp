#include "analyzer/page/products.hpp"

#include <algorithm>
#include <tuple>

#include "analyzer/page/ascii_case.hpp"
#include "analyzer/page/json_ld_text.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kOfEachKind = 10;
constexpr std::size_t kMostProducts = 15;
constexpr std::size_t kTooManyCharacters = 100;
// Of one piece of text no more is looked at: what is longer names no product.
constexpr std::size_t kMostBytes = 2000;
constexpr std::string_view kSpaces = " \t\n\f\r";

constexpr std::array<std::string_view, 3> kClasses = {"product", "menu-item", "item"};
constexpr std::array<std::string_view, 2> kHeadings = {"h3", "h4"};
// Elements without content, and therefore without an end tag.
constexpr std::array<std::string_view, 14> kVoid = {"area",  "base",   "br",    "col",  "embed",
                                                    "hr",    "img",    "input", "link", "meta",
                                                    "param", "source", "track", "wbr"};
// The next one of these ends the one before.
constexpr std::array<std::string_view, 8> kEndedByNext = {"p",  "li", "dt", "dd",
                                                          "tr", "td", "th", "option"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

bool has_class(std::string_view classes, std::string_view wanted) {
  while (true) {
    classes.remove_prefix(std::min(classes.find_first_not_of(kSpaces), classes.size()));
    if (classes.empty()) return false;
    const std::size_t end = std::min(classes.find_first_of(kSpaces), classes.size());
    if (classes.substr(0, end) == wanted) return true;
    classes.remove_prefix(end);
  }
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
  return text.substr(0, limit);
}

}  // namespace

std::vector<std::string> kept_products(const std::vector<std::string>& json_ld,
                                       const std::vector<std::string>& texts) {
  std::vector<std::string> kept;
  const auto keep = [&](std::string_view text) {
    if (kept.size() == kMostProducts || text.empty()) return;
    if (characters_in(text) >= kTooManyCharacters) return;
    if (std::ranges::find(kept, text) == kept.end()) kept.emplace_back(text);
  };
  for (const std::string& document : json_ld) {
    for (const std::string& name : product_names(document)) {
      VisibleText flat(kTooManyCharacters * 4, kTooManyCharacters);
      flat.append(cut(name, kMostBytes));
      keep(flat.take());
    }
  }
  for (const std::string& text : texts) keep(text);
  return kept;
}

void ProductCollector::read_tag(const HtmlToken& tag) {
  const bool starts = tag.kind == HtmlToken::Kind::kStartTag;
  const bool replaces = starts && contains(kEndedByNext, tag.name);
  for (Element& element : open_) {
    if (element.name != tag.name) continue;
    if (starts && !replaces) ++element.depth;
    if (!starts || replaces) --element.depth;
    if (element.depth == 0) keep(element);
  }
  std::erase_if(open_, [](const Element& element) { return element.depth == 0; });
  if (!starts || contains(kVoid, tag.name)) return;
  const std::string_view classes = tag.attribute("class").value_or("");
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    const bool is_of_it = kind < kClasses.size()
                              ? !classes.empty() && has_class(classes, kClasses.at(kind))
                              : tag.name == kHeadings.at(kind - kClasses.size());
    if (is_of_it && seen_.at(kind) < kOfEachKind) open(kind, tag);
  }
}

void ProductCollector::open(std::size_t kind, const HtmlToken& tag) {
  open_.push_back({.kind = kind,
                   .number = seen_.at(kind)++,
                   .name = tag.name,
                   .text = VisibleText(kTooManyCharacters * 4, kTooManyCharacters)});
}

void ProductCollector::read_text(std::string_view html) {
  for (Element& element : open_) element.text.append(cut(html, kMostBytes));
  std::erase_if(open_,
                [](const Element& element) { return element.text.length() >= kTooManyCharacters; });
}

void ProductCollector::break_line() {
  for (Element& element : open_) element.text.break_line();
}

void ProductCollector::keep(Element& element) {
  if (element.text.length() == 0) return;
  found_.push_back({.kind = element.kind, .number = element.number, .text = element.text.take()});
}

std::vector<std::string> ProductCollector::take() {
  for (Element& element : open_) keep(element);
  std::ranges::sort(found_, {}, [](const Found& one) { return std::tuple(one.kind, one.number); });
  std::vector<std::string> texts;
  texts.reserve(found_.size());
  for (Found& one : found_) texts.push_back(std::move(one.text));
  return texts;
}

}  // namespace tidemark::analyzer
