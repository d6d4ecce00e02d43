// Reads a subject's known defect from a scenario document that follows the schema.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/planned_defect.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// `from` is /subject/defect of `document`. kBadInput with a message that begins with the JSON
// pointer: not exactly one thing that must be found, or an expectation that the scenario has not.
[[nodiscard]] Result<PlannedDefect> build_defect(const nlohmann::json& from,
                                                 const nlohmann::json& document);

}  // namespace tidemark::harness
