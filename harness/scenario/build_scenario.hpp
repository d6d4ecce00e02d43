// Turns a scenario document that follows the schema into a Scenario.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/document_origins.hpp"
#include "harness/scenario/scenario.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// Fills in defaults and checks what a schema cannot say: host names, duplicate hosts, keys that
// exclude one another. kBadInput with a message that begins with the JSON pointer.
[[nodiscard]] Result<Scenario> build_scenario(const nlohmann::json& document);

// The same of a document that `origins` says the files of, asked for as `file`: what is wrong and
// where relative paths begin is as those files have it. Never throws.
[[nodiscard]] Result<Scenario> build_scenario(const nlohmann::json& document,
                                              const DocumentOrigins& origins,
                                              const std::string& file);

}  // namespace tidemark::harness
