// What a person would see of a page without running its scripts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

// Texts are UTF-8 with white space collapsed; they come from the page and are untrusted.
struct PageFacts {
  std::string title = {};       // the first 300 characters
  std::string text = {};        // the first 64 KiB of the visible text
  std::size_t text_length = 0;  // characters of all of it
  int scripts = 0;              // that a browser would run
  bool has_app_root = false;    // the empty element a framework fills, by its usual names
};

// Reads a document of the given Content-Type header (may be empty: HTML). Any bytes will do. Time
// and memory are proportional to the size of `html`, whatever is in it; what is cut off or
// malformed is read as browsers do. Pure.
[[nodiscard]] PageFacts read_page(std::string_view html, std::string_view content_type);

// Whether only a script could fill this page: next to no text, but scripts.
[[nodiscard]] bool looks_like_shell(const PageFacts& facts);

}  // namespace tidemark::analyzer
