// How reports spell the words of a record, the same in every format.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "harness/record/run_record.hpp"

namespace tidemark::reports {

// "stable", "leaking", "inconclusive".
[[nodiscard]] std::string_view verdict_word(harness::Verdict verdict);
// "processes", "zombies", ...
[[nodiscard]] std::string_view resource_word(harness::Resource resource);
// "outlived the subject", "stuck", ...; empty for plain growth.
[[nodiscard]] std::string_view kind_words(harness::FindingKind kind);

// "0.4 s", "12.0 s", "3 min 20 s", "2 h 5 min".
[[nodiscard]] std::string duration_words(std::chrono::microseconds duration);
// "1 cycle", "2 cycles".
[[nodiscard]] std::string counted(long count, std::string_view noun);
// A count without needless decimals: "4", "1.5"; memory as "23.0 MiB".
[[nodiscard]] std::string amount(harness::Resource resource, double value);
// "renderer processes", "directories".
[[nodiscard]] std::string finding_subject(const harness::Finding& finding);
// What else its heading says: "outlived the subject", "levelled off; advice"; often empty.
[[nodiscard]] std::string finding_remark(const harness::Finding& finding);
// "4 after warm-up, 15 at the last rest point, +1 per cycle"; of what outlived the
// subject: "3 left at the end, 0.5 per cycle".
[[nodiscard]] std::string finding_growth(const harness::Finding& finding);
// "fewer than 1.0% of cycles leak (95% confidence)"; empty where there is no bound below 100%.
[[nodiscard]] std::string bound_words(const harness::ResourceVerdict& verdict);
// "met", "failed", "unknown".
[[nodiscard]] std::string_view expectation_word(const harness::Expectation& expectation);
// "1 of 4 expectations failed"; empty where none did.
[[nodiscard]] std::string failed_words(const harness::RunRecord& record);
// "12 of 12, 1 warm-up not counted".
[[nodiscard]] std::string cycles_words(const harness::RunRecord& record);
// "kill of the subject", "network cut", "signal of every renderer (SIGUSR1)".
[[nodiscard]] std::string fault_words(const harness::Fault& fault);
// "kill of the subject"; "3 kill of the subject, 2 terminate of the browser"; empty without faults.
[[nodiscard]] std::string fault_kinds(const harness::RunRecord& record);
// "5 (kill of the subject)"; "none".
[[nodiscard]] std::string faults_words(const harness::RunRecord& record);
// "2.1 s (median), 3.4 s (longest)"; empty when no cycle came to rest.
[[nodiscard]] std::string rest_words(const harness::RunRecord& record);
// "0.8% of one core, held no process up for more than 12 ms".
[[nodiscard]] std::string probe_cost_words(const harness::RunRecord& record);
// Which network the subject was in; empty where the record does not say.
[[nodiscard]] std::string network_words(const harness::RunRecord& record);
// Tasks handed to the subject in all cycles.
[[nodiscard]] int tasks_given(const harness::RunRecord& record);
// A command line or path in at most `width` columns, ready for a terminal: the program without its
// directory, then as many arguments as fit; a path keeps its end.
[[nodiscard]] std::string short_culprit(const harness::Culprit& culprit, std::size_t width);

}  // namespace tidemark::reports
