// Reads a site's behaviour from a scenario document that follows the schema.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/behavior.hpp"

namespace tidemark::harness {

[[nodiscard]] Behavior build_behavior(const nlohmann::json& from);

}  // namespace tidemark::harness
