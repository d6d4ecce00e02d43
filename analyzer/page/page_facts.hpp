// What a page says without running its scripts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/result/page_content.hpp"

namespace tidemark::analyzer {

// The structure that rules recognise pages by. Bounded, untrusted, not kept.
struct PageMarkers {
  // URLs as written that scripts, frames, images, style sheets, forms and refreshes name; the first
  // 500 of 500 bytes each.
  std::vector<std::string> sources = {};
  std::vector<std::string> elements = {};  // "#id" and ".class" of elements; the first 2,000
  std::string script_text = {};            // of inline scripts; the first 64 KiB
  // Inside noscript and frame elements: only seen where those do not work. The first 16 KiB.
  std::string fallback_text = {};
};

struct PageFacts {
  PageContent content = {};
  PageMarkers markers = {};
  bool has_app_root = false;  // the empty element a framework fills, by its usual names
  bool refreshes = false;     // sends its reader on to another address by itself
};

// Reads a document of the given Content-Type header (may be empty: HTML). `own_host`: where it is
// from; links to it and to its www twin are not outbound. Any bytes will do. Time and memory are
// proportional to the size of `html`, whatever is in it; what is cut off or malformed is read as
// browsers do. Pure.
[[nodiscard]] PageFacts read_page(std::string_view html, std::string_view content_type,
                                  std::string_view own_host = {});

// Whether only a browser could show more: next to no text, but scripts or a refresh.
[[nodiscard]] bool looks_like_shell(const PageFacts& facts);

}  // namespace tidemark::analyzer
