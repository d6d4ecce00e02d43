#include "reports/comparison_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/comparison_summary.hpp"
#include "reports/content_hash.hpp"
#include "reports/html_assets.hpp"
#include "reports/html_text.hpp"
#include "reports/memory_curves.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

using harness::Resource;

std::string command_words(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& argument : command) {
    if (!text.empty()) text += ' ';
    text += argument;
  }
  return html_text(text, 500);
}

std::string effect_rows(const harness::ComparisonRecord& record) {
  std::string rows;
  for (const harness::Effect& effect : record.effects) {
    const auto cell = [&](const std::optional<double>& value) {
      return value ? growth_words(effect.resource, *value) : std::string("unknown");
    };
    rows += fmt::format(
        R"(<tr class="{0}"><th scope="row">{1}</th><td class="verdict">{0}</td><td class="number">{2}</td>)"
        R"(<td class="number">{3} to {4}</td><td>{5}</td></tr>)",
        verdict_word(effect.verdict), resource_word(effect.resource), cell(effect.more_per_task),
        cell(effect.lowest), cell(effect.highest), html_text(effect.evidence));
    rows += '\n';
  }
  return rows;
}

std::string run_rows(const harness::ComparisonRecord& record) {
  std::string rows;
  for (const harness::ComparedRun& run : record.runs) {
    const bool candidate = run.side == harness::Side::kCandidate;
    rows += fmt::format(
        R"(<tr><th scope="row"><i class="swatch {0}"></i><a href="{1}/report.html">{1}</a></th>)",
        candidate ? "candidate" : "baseline", html_text(run.folder, 60));
    for (const Resource resource : {Resource::kMemory, Resource::kProcesses, Resource::kDescriptors,
                                    Resource::kDirectories}) {
      rows += fmt::format(R"(<td class="number">{}</td>)", growth_words(run, resource));
    }
    rows += fmt::format("<td>{}</td></tr>\n", run.unfit.empty()
                                                  ? fmt::format("{} rest points", run.points)
                                                  : "not counted: " + html_text(run.unfit, 200));
  }
  return rows;
}

std::string notes_of(const harness::ComparisonRecord& record) {
  std::string items;
  for (const std::string& note : record.notes) {
    items += "<li>" + html_text(note) + "</li>\n";
  }
  return items.empty() ? items : "<ul class=\"notes\">\n" + items + "</ul>";
}

}  // namespace

std::string comparison_page(const harness::ComparisonRecord& record, const std::string& tidemark) {
  const std::string verdict(verdict_word(record.verdict));
  const auto name = html_text(record.name, 120);
  const std::string style = fmt::format("{}\n{}", kReportStyle, kComparisonStyle);
  return filled(kComparisonPage,
                {{"title", name + ": " + verdict},
                 {"name", name},
                 {"verdict", verdict},
                 {"started_at", html_text(record.started_at, 40)},
                 {"state", html_text(pairs_words(record))},
                 {"reason", html_text(record.reason)},
                 {"notes", notes_of(record)},
                 {"curves", memory_curves(record)},
                 {"effects", effect_rows(record)},
                 {"runs", run_rows(record)},
                 {"candidate", command_words(record.candidate)},
                 {"baseline", command_words(record.baseline)},
                 {"error", fmt::format("{:.3g}%", record.error * 100)},
                 {"tolerance", growth_words(Resource::kMemory, record.tolerance_bytes).substr(1)},
                 {"tidemark", html_text("Tidemark " + tidemark)},
                 {"style", style},
                 {"style_hash", content_hash(style)}});
}

}  // namespace tidemark::reports
