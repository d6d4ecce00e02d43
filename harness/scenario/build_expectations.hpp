// Reads what is expected from a scenario document that follows the schema.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/expectations.hpp"

namespace tidemark::harness {

[[nodiscard]] Expectations build_expectations(const nlohmann::json& from);

}  // namespace tidemark::harness
