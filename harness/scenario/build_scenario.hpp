// Turns a scenario document that follows the schema into a Scenario.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/scenario.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// Fills in defaults and checks what a schema cannot say: host names, duplicate hosts, keys that
// exclude one another. kBadInput with a message that begins with the JSON pointer.
[[nodiscard]] Result<Scenario> build_scenario(const nlohmann::json& document);

}  // namespace tidemark::harness
