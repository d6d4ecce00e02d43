// Reads and checks a scenario file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/scenario/scenario.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

constexpr Bytes kMaxScenarioSize = Bytes::mib(16);

// The scenario in `file` (JSON, comments allowed). Errors name the place: `file: line L, column C:
// ...` for syntax, `file: /json/pointer: ...` for anything else; kBadInput, or what the system
// said.
[[nodiscard]] Result<Scenario> load_scenario(const std::filesystem::path& file);

// The same from memory; `name` stands for the file in errors.
[[nodiscard]] Result<Scenario> parse_scenario(std::string_view text, std::string_view name);

// The JSON Schema that scenario files follow, as shipped in scenarios/scenario.schema.json.
[[nodiscard]] std::string_view scenario_schema();

}  // namespace tidemark::harness
