// Reads the subject from a scenario document that follows the schema.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/planned_subject.hpp"

namespace tidemark::harness {

[[nodiscard]] PlannedSubject build_subject(const nlohmann::json& from);

}  // namespace tidemark::harness
