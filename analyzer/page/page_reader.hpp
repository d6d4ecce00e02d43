// Collects the facts of one document, token by token.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/page/html_scanner.hpp"
#include "analyzer/page/link_census.hpp"
#include "analyzer/page/page_facts.hpp"
#include "analyzer/page/products.hpp"
#include "analyzer/page/visible_text.hpp"

namespace tidemark::analyzer {

// What a page may have of everything.
inline constexpr std::size_t kTextBytes = std::size_t{64} * 1024;
inline constexpr std::size_t kTitleCharacters = 300;

class PageReader {
 public:
  explicit PageReader(std::string_view own_host) : links_(own_host) {}

  // The tokens of one document, in order; UTF-8.
  void read(const HtmlToken& token);
  [[nodiscard]] PageFacts finish();

 private:
  void read_text(const HtmlToken& token);
  void read_raw_text(std::string_view text);
  void read_tag(const HtmlToken& tag);
  void read_element(const HtmlToken& tag);
  void read_script(const HtmlToken& tag);
  void read_meta(const HtmlToken& tag);
  void note_names(const HtmlToken& tag);
  void note_source(std::string_view url);

  // What the raw text that comes next is.
  enum class RawText { kIgnored, kScript, kJsonLd, kFallback };

  PageFacts facts_;
  LinkCensus links_;
  ProductCollector products_;
  VisibleText text_{kTextBytes, kTextBytes};
  VisibleText title_{kTextBytes, kTitleCharacters};
  RawText raw_text_ = RawText::kIgnored;
  std::size_t json_ld_bytes_ = 0;
  std::size_t open_templates_ = 0;
  std::size_t open_drawings_ = 0;  // svg; a title in it is a tooltip
  bool in_title_ = false;
  bool title_read_ = false;
};

}  // namespace tidemark::analyzer
