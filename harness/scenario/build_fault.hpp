// Reads a fault from a scenario document that follows the schema.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/planned_fault.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// kBadInput with a message that begins with the JSON pointer.
[[nodiscard]] Result<PlannedFault> build_fault(const nlohmann::json& from,
                                               const std::string& pointer);

}  // namespace tidemark::harness
