// What a page says, extracted once: everything that judging it needs, so that no second fetch is
// made. Plain data, bounded, untrusted; kept in the store.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tidemark::analyzer {

// Raised when the same page would yield other content, so that stored content tells which it is.
inline constexpr int kContentVersion = 2;

// All the links of a page to one host.
struct OutboundHost {
  std::string host;  // lower case, punycode
  int links = 0;
};

// Read from the document as received, or in a browser from the document as its scripts left it.
// Texts are UTF-8 with white space collapsed.
struct PageContent {
  std::string title;     // the first 300 characters
  std::string language;  // of <html lang>, as written
  // <meta name|property> and content, in document order: description, keywords, og:*, twitter:*,
  // ...; at most 100 of 1,000 characters each.
  std::vector<std::pair<std::string, std::string>> meta;
  std::vector<std::string> json_ld;  // the text of each script of that type; 256 KiB in all
  // What it shows for sale: names of JSON-LD products, texts of .product, .menu-item, .item, h3 and
  // h4; at most 15 of fewer than 100 characters each.
  std::vector<std::string> products;
  std::vector<OutboundHost> links;        // other hosts of <a href>; the first 1,000
  std::vector<std::string> script_hosts;  // other hosts that scripts come from; the first 100
  std::string text;                       // the first 64 KiB of the visible text
  std::size_t text_length = 0;            // characters of all of it
  int scripts = 0;                        // that a browser would run
  int forms = 0;
  bool has_password_field = false;
};

}  // namespace tidemark::analyzer
