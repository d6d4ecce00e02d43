// The published JSON Schema of result lines, as a judge of real ones.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace tidemark::test {

[[nodiscard]] nlohmann::json published_result_schema();

// What the schema has against a line of results; empty for nothing.
[[nodiscard]] std::string schema_objections(const nlohmann::json& line);

}  // namespace tidemark::test
