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
  const auto facts = tidemark::analyzer::read_page(html, input.substr(0, line), "own.example");
  const auto& content = facts.content;
  const bool text_fits = content.text.size() <= std::size_t{64} * 1024 &&
                         content.title.size() <= 1200 && content.text_length <= html.size() &&
                         (content.text_length > 0 || content.text.empty());
  if (!text_fits || content.scripts < 0 || content.forms < 0) std::abort();
  // White space is collapsed.
  if (content.text.starts_with(' ') || content.text.find("  ") != std::string::npos) std::abort();

  std::size_t json_ld = 0;
  for (const auto& block : content.json_ld) json_ld += block.size();
  if (json_ld > std::size_t{256} * 1024 || content.meta.size() > 100) std::abort();
  if (content.links.size() > 1000 || content.script_hosts.size() > 100) std::abort();
  for (const auto& link : content.links) {
    if (link.host.empty() || link.host.size() > 300 || link.links < 1) std::abort();
    if (link.host == "own.example" || link.host == "www.own.example") std::abort();
  }
  const auto& markers = facts.markers;
  if (markers.sources.size() > 500 || markers.elements.size() > 2000) std::abort();
  if (markers.script_text.size() > std::size_t{64} * 1024) std::abort();
  if (markers.fallback_text.size() > std::size_t{16} * 1024) std::abort();
  return 0;
}
