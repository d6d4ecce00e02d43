// Checks a scenario document against its JSON Schema and says in words what is wrong.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "probes/base/result.hpp"

namespace tidemark::harness {

// Where in a document something is wrong, and what.
struct SchemaProblem {
  std::string pointer;  // RFC 6901
  std::string what;
  std::size_t others = 0;  // further places that are wrong
};

// Nothing if `document` follows the scenario schema; else its first problem, the most specific one
// where several describe the same fault.
[[nodiscard]] std::optional<SchemaProblem> check_scenario_schema(const nlohmann::json& document);

// `token` as one reference token of a JSON pointer, with the slash before it.
[[nodiscard]] std::string pointer_token(std::string_view token);

}  // namespace tidemark::harness
