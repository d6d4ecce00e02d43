// How a plan's subject is started.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/run/run_plan.hpp"
#include "harness/subject/subject_user.hpp"
#include "harness/subject/supervisor_message.hpp"

namespace tidemark::harness {

// The order to start `command` as the plan's options say. `environment` (KEY=VALUE) is what the run
// adds; the plan's own changes have the last word, and a user that is not ours finds HOME, USER and
// LOGNAME its own.
[[nodiscard]] StartSubject start_order(const RunPlan& plan, std::vector<std::string> command,
                                       std::vector<std::string> environment,
                                       const std::optional<SubjectUser>& user);

}  // namespace tidemark::harness
