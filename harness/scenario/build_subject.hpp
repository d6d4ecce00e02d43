// Reads the subject from a scenario document that follows the schema.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/planned_subject.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// Of the whole `document`, which has a subject. kBadInput with a message that begins with the JSON
// pointer: no command, names of variables that are none, an input that does not go with the rest.
[[nodiscard]] Result<PlannedSubject> build_subject(const nlohmann::json& document);

}  // namespace tidemark::harness
