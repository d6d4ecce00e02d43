#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"
#include "reports/trouble_wording.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

std::string value_words(const harness::Finding& finding, double value) {
  return is_other_trouble(finding.kind) ? trouble_amount(finding, value)
                                        : amount(finding.resource, value);
}

// The counts of all rest points as a small curve above the baseline it is compared with.
std::string sparkline(const harness::Finding& finding) {
  const auto& counts = finding.counts;
  if (counts.size() < 2) return {};
  const auto [low, high] = std::ranges::minmax(counts);
  const double floor = std::min(low, finding.baseline);
  const double span = std::max(std::max(high, finding.baseline) - floor, 1e-9);
  const auto y = [&](double value) { return 38 - (value - floor) / span * 36; };

  std::string points;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double x = static_cast<double>(i) * 180 / static_cast<double>(counts.size() - 1);
    points += fmt::format("{:.1f},{:.1f} ", x, y(counts[i]));
  }
  return fmt::format(
      "<svg class=\"spark\" viewBox=\"0 0 180 40\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"over the run, from {} to {}\"><line x1=\"0\" x2=\"180\" y1=\"{:.1f}\" "
      "y2=\"{:.1f}\"/><polyline points=\"{}\"/></svg>",
      value_words(finding, counts.front()), value_words(finding, counts.back()),
      y(finding.baseline), y(finding.baseline), points);
}

std::string culprit_row(const harness::Culprit& culprit) {
  const auto born = culprit.born_during.empty() ? std::string("<span class=\"soft\">unknown</span>")
                                                : html_text(culprit.born_during, 120);
  return fmt::format(
      "<tr><td class=\"number\" data-label=\"pid\">{}</td><td class=\"command-line wide\">{}</td>"
      "<td class=\"number\" data-label=\"age\">{}</td><td data-label=\"born during\">{}</td>"
      "<td class=\"number\" data-label=\"cycle\">{}</td></tr>\n",
      culprit.pid == 0 ? "\u2013" : std::to_string(culprit.pid), html_text(culprit.what),
      duration_words(culprit.age), born,
      culprit.born_in_cycle > 0 ? std::to_string(culprit.born_in_cycle) : "\u2013");
}

// Only addresses are links: a record is a file that anybody may have written.
std::string source_of(const std::string& see) {
  auto text = html_text(see);
  if (!see.starts_with("https://")) return text;
  return fmt::format("<a href=\"{0}\" rel=\"noreferrer\">{0}</a>", text);
}

std::string advice_html(const harness::Advice& advice) {
  if (advice.cause.empty() && advice.fix.empty()) return {};
  std::string out = "<dl class=\"what-to-do\">";
  if (!advice.cause.empty()) out += "<dt>Usually</dt><dd>" + html_text(advice.cause) + "</dd>";
  if (!advice.fix.empty()) out += "<dt>What helps</dt><dd>" + html_text(advice.fix) + "</dd>";
  if (!advice.see.empty()) out += "<dt>See</dt><dd>" + source_of(advice.see) + "</dd>";
  return out + "</dl>\n";
}

std::string finding_html(const harness::Finding& finding, const harness::RunRecord& record) {
  const auto remark = finding_remark(finding);
  std::string out = fmt::format(
      "<article class=\"finding {}\">\n<header><div><h3>{}{}</h3><p>{}</p></div>{}</header>\n"
      "<p class=\"explanation\">{}</p>\n",
      finding.leak && !finding.muted ? "leak" : "advice", html_text(finding_subject(finding)),
      remark.empty() ? "" : fmt::format(" <span class=\"soft\">({})</span>", html_text(remark)),
      html_text(finding_growth(finding)), sparkline(finding), html_text(finding.explanation));
  out += advice_html(finding.advice);
  out += muting_html(finding, record);
  if (!finding.culprits.empty()) {
    out +=
        "<div class=\"scroll\"><table class=\"rows\">\n<thead><tr><th class=\"number\">pid</th>"
        "<th>what</th><th class=\"number\">age</th><th>born during</th>"
        "<th class=\"number\">cycle</th></tr></thead>\n<tbody>\n";
    for (const auto& culprit : finding.culprits) out += culprit_row(culprit);
    out += "</tbody></table></div>\n";
  }
  return out + "</article>\n";
}

// Leaks first; empty where there is none of the sort.
std::string section(const harness::RunRecord& record, std::string_view id, std::string_view title,
                    bool other) {
  std::string articles;
  for (const bool leak : {true, false}) {
    for (const auto& finding : record.findings) {
      if (finding.leak != leak || is_other_trouble(finding.kind) != other) continue;
      articles += finding_html(finding, record);
    }
  }
  if (articles.empty()) return {};
  return fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n",
                     id, title, articles);
}

}  // namespace

std::string findings_section(const harness::RunRecord& record) {
  return section(record, "leftovers", "Leftovers", false) +
         section(record, "other-troubles", "Other troubles", true);
}

}  // namespace tidemark::reports
