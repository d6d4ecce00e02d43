#include <fmt/format.h>

#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"
#include "reports/mute_wording.hpp"

namespace tidemark::reports {

std::string muting_html(const harness::Finding& finding, const harness::RunRecord& record) {
  std::string items;
  if (const auto words = muted_words(finding); !words.empty()) {
    items += "<dt>Muted</dt><dd>" + html_text(words) + "</dd>";
  }
  if (finding.leak && !finding.fingerprint.empty()) {
    items += "<dt>Fingerprint</dt><dd><code>" + html_text(finding.fingerprint) + "</code></dd>";
  }
  if (const auto line = mute_line(finding, record); !line.empty()) {
    items += "<dt>To mute it</dt><dd><code>" + html_text(line) + "</code></dd>";
  }
  return items.empty() ? items : "<dl class=\"what-to-do\">" + items + "</dl>\n";
}

std::string mutes_section(const harness::RunRecord& record) {
  if (record.mutes.empty()) return {};
  std::string out = fmt::format(
      "<section aria-labelledby=\"mutes\">\n<h2 id=\"mutes\">Mutes</h2>\n<p class=\"soft\">From "
      "{}</p>\n<div class=\"scroll\"><table class=\"rows\">\n<thead><tr><th>fingerprint</th>"
      "<th>what came of it</th><th>reason</th><th>last day</th></tr></thead>\n<tbody>\n",
      html_text(record.mutes_file));
  for (const auto& mute : record.mutes) {
    out += fmt::format(
        "<tr><th scope=\"row\"><code>{}</code></th><td class=\"wide\">{}</td>"
        "<td class=\"wide\">{}</td><td>{}</td></tr>\n",
        html_text(mute.fingerprint), html_text(mute_words(mute, record)), html_text(mute.reason),
        html_text(mute.expires, 20));
  }
  return out + "</tbody></table></div>\n</section>\n";
}

}  // namespace tidemark::reports
