// Whatever bytes a page consists of, reading it ends, and what is told fits the promised limits.
// The first line is the Content-Type.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "analyzer/page/page_facts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n');
  const std::string_view html =
      line == std::string_view::npos ? std::string_view() : input.substr(line + 1);
  const auto facts = tidemark::analyzer::read_page(html, input.substr(0, line));
  const bool fits = facts.content.text.size() <= std::size_t{64} * 1024 &&
                    facts.content.title.size() <= 1200 &&
                    facts.content.text_length <= html.size() &&
                    (facts.content.text_length > 0 || facts.content.text.empty());
  if (!fits || facts.content.scripts < 0) std::abort();
  // White space is collapsed.
  if (facts.content.text.starts_with(' ') || facts.content.text.find("  ") != std::string::npos)
    std::abort();
  return 0;
}
