#include "harness/scenario/load_scenario.hpp"

#include <fmt/format.h>

#include <exception>

#include <nlohmann/json.hpp>

#include "harness/scenario/build_scenario.hpp"
#include "harness/scenario/schema_check.hpp"
#include "probes/base/printable.hpp"
#include "probes/json/json_file.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

Result<Scenario> build_checked(const json& document) {
  if (auto problem = check_scenario_schema(document)) {
    std::string what = problem->what;
    if (problem->others > 0) what += fmt::format(" (and {} more)", problem->others);
    if (problem->pointer.empty()) problem->pointer = "/";
    return failure(ErrorCode::kBadInput, printable(problem->pointer + ": " + what, 1000));
  }
  return build_scenario(document);
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, std::string_view name) {
  const std::string start = std::string(name) + ": ";
  const auto document = parse_json_document(text, name);
  if (!document) return std::unexpected(document.error());
  try {
    auto scenario = build_checked(*document);
    if (!scenario) scenario.error().message.insert(0, start);
    return scenario;
  } catch (
      const std::exception& error) {  // a number out of range, and anything a library thinks of
    return failure(ErrorCode::kBadInput, start + printable(error.what(), 300));
  }
}

Result<Scenario> load_scenario(const std::filesystem::path& file) {
  const auto text = read_text_file(file, kMaxScenarioSize);
  if (!text) return std::unexpected(text.error());
  return parse_scenario(*text, file.string());
}

}  // namespace tidemark::harness
