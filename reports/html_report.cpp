#include "reports/html_report.hpp"

#include <fmt/format.h>

#include "reports/chart_data.hpp"
#include "reports/content_hash.hpp"
#include "reports/html_assets.hpp"
#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

std::string state_words(const harness::RunRecord& record) {
  const auto cycles = static_cast<long>(record.cycles.size());
  if (record.completed) {
    const auto failed = failed_words(record);
    return fmt::format("Verdict after {}, {}, {}{}", counted(cycles, "cycle"),
                       counted(record.tasks_answered, "task"),
                       counted(static_cast<long>(record.faults.size()), "fault"),
                       failed.empty() ? "" : "; " + failed);
  }
  return fmt::format("The run is incomplete: {} of {} cycles", cycles, record.cycles_planned);
}

// "2025-03-01T12:00:00Z" as people write it.
std::string date_words(std::string date) {
  if (date.size() == 20 && date[10] == 'T' && date.back() == 'Z') {
    date[10] = ' ';
    date.replace(19, 1, " UTC");
  }
  return date;
}

// The licence must travel with the code it covers.
std::string script() {
  return fmt::format("/*!\n{}*/\n{}\n{}", kUplotLicense, kUplotScript, kReportScript);
}

std::string style() { return fmt::format("{}\n{}", kUplotStyle, kReportStyle); }

}  // namespace

std::string html_report(const harness::RunRecord& record, const RunSeries& series) {
  const std::string verdict(verdict_word(record.verdict));
  const auto name = html_text(record.name, 120);
  const auto style_text = style();
  const auto script_text = script();
  return filled(kReportPage,
                {{"title", name + ": " + verdict},
                 {"name", name},
                 {"verdict", verdict},
                 {"started_at", html_text(date_words(record.started_at), 40)},
                 {"state", html_text(state_words(record))},
                 {"reason", html_text(record.reason)},
                 {"notes", note_list(record)},
                 {"figures", key_figures(record, series)},
                 {"findings", findings_section(record)},
                 {"mutes", mutes_section(record)},
                 {"at_rest", rest_section(series.at_rest)},
                 {"verdicts", verdict_table(record)},
                 {"expectations", expectations_section(record)},
                 {"cycles", cycle_table(record)},
                 {"command", command_text(record)},
                 {"facts", run_facts(record)},
                 {"tidemark", html_text(record.environment.tidemark.empty()
                                            ? "Tidemark"
                                            : "Tidemark " + record.environment.tidemark)},
                 {"data", json_for_script(chart_data(record, series))},
                 {"style", style_text},
                 {"script", script_text},
                 {"style_hash", content_hash(style_text)},
                 {"script_hash", content_hash(script_text)}});
}

}  // namespace tidemark::reports
