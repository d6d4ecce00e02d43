// The parts of the HTML report that are made in C++, each a piece of finished HTML. They stay
// readable where scripts do not run.
#pragma once

#include <string>

#include "harness/record/run_record.hpp"
#include "reports/rest_state.hpp"
#include "reports/series.hpp"

namespace tidemark::reports {

// Items of a <dl>: what the run amounts to in numbers.
[[nodiscard]] std::string key_figures(const harness::RunRecord& record, const RunSeries& series);
// A section with every finding and its culprits, leaks first; empty without findings.
[[nodiscard]] std::string findings_section(const harness::RunRecord& record);
// A <dl> with how this finding is muted, or can be; or nothing.
[[nodiscard]] std::string muting_html(const harness::Finding& finding,
                                      const harness::RunRecord& record);
// A section with what came of every mute; empty without any.
[[nodiscard]] std::string mutes_section(const harness::RunRecord& record);
// A table, or a sentence where nothing was judged.
[[nodiscard]] std::string verdict_table(const harness::RunRecord& record);
// A section; empty where the scenario expects nothing.
[[nodiscard]] std::string expectations_section(const harness::RunRecord& record);
[[nodiscard]] std::string cycle_table(const harness::RunRecord& record);
// A section with what every role cost and what was held at the last rest point; empty without one.
[[nodiscard]] std::string rest_section(const RestState& state);
// A list, or nothing.
[[nodiscard]] std::string note_list(const harness::RunRecord& record);
// Items of a <dl>: where and how the run took place.
[[nodiscard]] std::string run_facts(const harness::RunRecord& record);
// The subject's argv as a shell would take it.
[[nodiscard]] std::string command_text(const harness::RunRecord& record);

}  // namespace tidemark::reports
