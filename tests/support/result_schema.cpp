#include "tests/support/result_schema.hpp"

#include <fstream>

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace tidemark::test {

using nlohmann::json;
using valijson::adapters::NlohmannJsonAdapter;

json published_result_schema() {
  std::ifstream file(RESULTS_SCHEMA);
  return json::parse(file);
}

std::string schema_objections(const json& line) {
  const json published = published_result_schema();
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(NlohmannJsonAdapter(published), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(schema, NlohmannJsonAdapter(line), &results)) return "";
  std::string text;
  for (const auto& error : results) {
    for (const std::string& step : error.context) text += step;
    text += ": " + error.description + "\n";
  }
  return text;
}

}  // namespace tidemark::test
