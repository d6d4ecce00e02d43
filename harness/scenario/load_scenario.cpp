#include "harness/scenario/load_scenario.hpp"

#include <nlohmann/json.hpp>

#include "harness/scenario/build_scenario.hpp"
#include "harness/scenario/compose_document.hpp"
#include "probes/json/json_file.hpp"

namespace tidemark::harness {
using nlohmann::json;

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
  return build_scenario(*document, DocumentOrigins(file), file);
}

Result<Scenario> load_scenario(const std::filesystem::path& file) {
  json document;
  const auto origins = compose_document(file, document);
  if (!origins) return std::unexpected(origins.error());
  return build_scenario(document, *origins, file.string());
}

}  // namespace tidemark::harness
