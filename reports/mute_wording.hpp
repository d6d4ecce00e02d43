// What reports say of muted findings and of mutes (docs/mutes.md), the same in every format.
#pragma once

#include <string>

#include "harness/record/run_record.hpp"

namespace tidemark::reports {

// The line that mutes this finding in a file of mutes, for 30 days from the run on; its reason is
// the user's to give. Empty for what is no leak, is muted already, or cannot be.
[[nodiscard]] std::string mute_line(const harness::Finding& finding,
                                    const harness::RunRecord& record);

// "until 2026-12-31: TICKET-7"; empty where it is not muted. Fit for a terminal.
[[nodiscard]] std::string muted_words(const harness::Finding& finding);

// What came of a mute: "in force until 2026-12-31, which is in 9 days". Fit for a terminal.
[[nodiscard]] std::string mute_words(const harness::MuteRecord& mute,
                                     const harness::RunRecord& record);

}  // namespace tidemark::reports
