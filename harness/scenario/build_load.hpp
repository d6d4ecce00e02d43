// Reads the load from a scenario document that follows the schema.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/load.hpp"
#include "harness/scenario/load_set.hpp"
#include "harness/scenario/matrix.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// The load and its variants as `document` has them. `hosts` are asked for where it names no
// domains. kBadInput with a message that begins with the JSON pointer.
[[nodiscard]] Result<Load> build_load(const nlohmann::json& document,
                                      const std::vector<std::string>& hosts);
[[nodiscard]] Result<LoadSets> build_load_sets(const nlohmann::json& document,
                                               const std::vector<std::string>& hosts);

[[nodiscard]] Matrix build_matrix(const nlohmann::json& document);

}  // namespace tidemark::harness
