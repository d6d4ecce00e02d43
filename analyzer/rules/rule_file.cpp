#include "analyzer/rules/rule_file.hpp"

#include <nlohmann/json.hpp>

#include "analyzer/rules/rule_reader.hpp"
#include "probes/base/bytes.hpp"
#include "probes/json/json_file.hpp"
#include "probes/json/json_place.hpp"

namespace tidemark::analyzer {
namespace {

constexpr Bytes kMaxFileSize = Bytes::mib(8);

}  // namespace

Result<RuleFile> parse_rule_file(std::string_view text, std::string_view name) {
  const auto document = parse_json_document(text, name);
  if (!document) return std::unexpected(document.error());
  try {
    return read_rules(*document);
  } catch (const JsonProblem& problem) {
    return failure(ErrorCode::kBadInput, explain(problem, name));
  }
}

Result<RuleFile> load_rule_file(const std::filesystem::path& file) {
  const auto text = read_text_file(file, kMaxFileSize);
  if (!text) return failure(ErrorCode::kBadInput, "rule file: " + text.error().message);
  return parse_rule_file(*text, file.string());
}

}  // namespace tidemark::analyzer
