// What each bot-protection vendor sends, as data: one file per vendor.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/scenario/behavior.hpp"
#include "harness/sites/http_reply.hpp"

namespace tidemark::harness {

// Values and bodies are templates: {host} is the site, {hex} sixteen hexadecimal digits and
// {number} ten decimal ones that are its own, {reload} the milliseconds until a challenge reloads;
// braces of the text itself are doubled.
struct HeaderLine {
  std::string_view name;
  std::string_view value;
};

struct WallPage {
  unsigned status = 403;
  std::vector<HeaderLine> headers;  // beyond those of every answer
  std::string_view body;
  std::string_view type = kHtml;
};

struct WallVendor {
  std::vector<HeaderLine> every_answer;
  std::vector<HeaderLine> let_through;  // on an ordinary page besides
  std::optional<WallPage> challenge;    // absent: the vendor has none that is known well enough
  // Paths of the site's own host that begin so give the challenge's script; empty: the script is
  // the vendor's host's, or in the page.
  std::string_view script_path;
  std::optional<WallPage> block;
};

// The pages are ours; statuses, headers, cookies and structural marks are those by which the
// vendor's own are recognised, as their documentation and public rule sets (wafw00f, is-antibot,
// crawl4ai, webappanalyzer) describe them.
[[nodiscard]] WallVendor cloudflare_wall();
[[nodiscard]] WallVendor akamai_wall();
[[nodiscard]] WallVendor datadome_wall();
[[nodiscard]] WallVendor human_wall();
[[nodiscard]] WallVendor kasada_wall();
[[nodiscard]] WallVendor imperva_wall();
[[nodiscard]] WallVendor aws_waf_wall();
[[nodiscard]] WallVendor f5_wall();
[[nodiscard]] WallVendor vercel_wall();

// That of `vendor`.
[[nodiscard]] WallVendor wall_of(BotVendor vendor);

}  // namespace tidemark::harness
