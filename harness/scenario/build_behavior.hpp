// Reads a site's behaviour from a scenario document that follows the schema.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/behavior.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// kBadInput with a message that begins with the JSON pointer: an address that is none. `pointer` is
// that of `from`.
[[nodiscard]] Result<Behavior> build_behavior(const nlohmann::json& from,
                                              const std::string& pointer);

}  // namespace tidemark::harness
