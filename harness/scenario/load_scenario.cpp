#include "harness/scenario/load_scenario.hpp"

#include <exception>

#include <nlohmann/json.hpp>

#include "harness/scenario/build_scenario.hpp"
#include "harness/scenario/compose_document.hpp"
#include "probes/base/printable.hpp"
#include "probes/json/json_file.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

// Relative paths are so to the file that says them.
void place_directory(std::filesystem::path& directory, const DocumentOrigins& origins) {
  if (directory.empty()) return;
  const std::filesystem::path file = origins.find("/subject/directory").file;
  directory = std::filesystem::absolute(file.parent_path() / directory).lexically_normal();
}

// `document` follows the schema.
Result<Scenario> build(const json& document, const DocumentOrigins& origins,
                       const std::string& file) {
  try {
    auto scenario = build_scenario(document);
    if (!scenario) {
      scenario.error().message = origins.in_files(scenario.error().message);
      return scenario;
    }
    if (auto& subject = scenario->subject) place_directory(subject->options.directory, origins);
    scenario->file = file;
    scenario->origins = origins;
    return scenario;
  } catch (
      const std::exception& error) {  // a number out of range, and anything a library thinks of
    return failure(ErrorCode::kBadInput, file + ": " + printable(error.what(), 300));
  }
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, std::string_view name) {
  const auto document = parse_json_document(text, name);
  if (!document) return std::unexpected(document.error());
  const std::string file(name);
  if (auto checked = check_document(*document, file); !checked) {
    return std::unexpected(checked.error());
  }
  if (document->contains("extends")) {
    return failure(ErrorCode::kBadInput,
                   file + ": /extends: only a scenario in a file can extend another");
  }
  return build(*document, DocumentOrigins(file), file);
}

Result<Scenario> load_scenario(const std::filesystem::path& file) {
  json document;
  const auto origins = compose_document(file, document);
  if (!origins) return std::unexpected(origins.error());
  return build(document, *origins, file.string());
}

}  // namespace tidemark::harness
