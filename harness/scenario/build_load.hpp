// Reads the load from a scenario document that follows the schema.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/load.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// kBadInput with a message that begins with the JSON pointer.
[[nodiscard]] Result<Load> build_load(const nlohmann::json& from);

}  // namespace tidemark::harness
