#include "harness/sites/page_content.hpp"

#include <fmt/format.h>

#include <array>
#include <random>

#include "probes/base/fnv1a.hpp"

namespace tidemark::harness {
namespace {

constexpr std::array<std::string_view, 64> kWords = {
    "about",   "after",   "autumn",  "before",  "bridge",  "bright", "call",    "careful",
    "city",    "coffee",  "corner",  "country", "days",    "dinner", "door",    "early",
    "evening", "every",   "family",  "field",   "first",   "found",  "friends", "garden",
    "green",   "harbour", "history", "house",   "island",  "kettle", "kitchen", "ladder",
    "letter",  "library", "little",  "market",  "meadow",  "modern", "morning", "mountain",
    "music",   "narrow",  "night",   "north",   "notes",   "open",   "orchard", "paper",
    "people",  "quiet",   "railway", "river",   "school",  "silver", "station", "stone",
    "story",   "summer",  "table",   "travel",  "village", "water",  "window",  "winter"};

}  // namespace

std::uint64_t SiteIdentity::hash() const { return fnv1a(host, kFnvStart ^ seed); }

std::string prose(const SiteIdentity& site, std::size_t characters) {
  std::mt19937_64 random(site.hash());
  std::string text;
  text.reserve(characters + 16);
  std::size_t words_left = 0;
  while (text.size() < characters) {
    const bool begins = words_left == 0;
    if (begins) words_left = 6 + random() % 9;
    std::string word(kWords[random() % kWords.size()]);
    if (begins) word[0] = static_cast<char>(word[0] - 'a' + 'A');
    text += word;
    text += --words_left == 0 ? ". " : " ";
  }
  text.resize(characters);
  return text;
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t end = text.find(". ", std::min<std::size_t>(400, text.size()));
    end = end == std::string_view::npos ? text.size() : end + 2;
    out += fmt::format("<p>{}</p>\n", html_escaped(text.substr(0, end)));
    text.remove_prefix(end);
  }
  return out;
}

std::string site_name(std::string_view host) {
  std::string name(host.substr(0, host.find('.')));
  std::ranges::replace(name, '-', ' ');
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') {
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
  }
  return name;
}

std::string filler_script(Bytes size) {
  std::string script = "document.documentElement.dataset.script = 'ran';\n";
  for (unsigned i = 0; script.size() < size.count; ++i) {
    script += fmt::format("function step{0}(value) {{ return value * {0} + 1; }}\n", i);
  }
  return script;
}

std::string filler_style(Bytes size) {
  std::string style = "body { font-family: sans-serif; max-width: 50em; margin: auto; }\n";
  for (unsigned i = 0; style.size() < size.count; ++i) {
    style +=
        fmt::format(".c{} {{ margin: {}px; color: #{:06x}; }}\n", i, i % 40, i * 7919 % 0x1000000);
  }
  return style;
}

std::string filler_gif(Bytes size) {
  using namespace std::string_literals;
  // GIF89a, 1x1, two colours; a comment extension (blocks of up to 255 bytes) makes up the size.
  std::string gif = "GIF89a\x01\0\x01\0\x80\0\0\x66\x88\xaa\xff\xff\xff"s;
  const std::string image = "\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b"s;
  const std::size_t fixed = gif.size() + image.size() + 3;
  std::size_t left = size.count > fixed ? size.count - fixed : 0;
  gif += "\x21\xfe";
  while (left > 1) {
    const std::size_t block = std::min<std::size_t>(255, left - 1);
    gif += static_cast<char>(block);
    gif.append(block, '.');
    left -= block + 1;
  }
  return gif + '\0' + image;
}

}  // namespace tidemark::harness
