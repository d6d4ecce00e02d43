// The published schema of results describes what is really written, and all of it.
#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <set>
#include <string>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "analyzer/result/result_json.hpp"
#include "tests/analyzer/output/sample_results.hpp"

namespace tidemark::analyzer {
namespace {

using nlohmann::json;

json published_schema() {
  std::ifstream file(RESULTS_SCHEMA);
  return json::parse(file);
}

// What the schema has against `document`, or nothing.
std::string objections(const json& document) {
  const json published = published_schema();
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(published), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  std::string text;
  if (!validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results)) {
    for (const auto& error : results) {
      for (const std::string& step : error.context) text += step;
      text += ": " + error.description + "\n";
    }
  }
  return text;
}

// The names of an enumeration that begins at 0, up to the first value without one.
template <typename Enum>
std::set<std::string> names_of() {
  std::set<std::string> names;
  for (int value = 0; to_string(static_cast<Enum>(value)) != "unknown"; ++value) {
    names.emplace(to_string(static_cast<Enum>(value)));
  }
  return names;
}

std::set<std::string> names_in(const json& schema) {
  std::set<std::string> names;
  for (const json& name : schema.at("enum")) {
    if (name.is_string()) names.insert(name.get<std::string>());
  }
  return names;
}

TEST(ResultSchema, AcceptsWhatIsWritten) {
  for (const DomainResult& result :
       {challenged_result(), inferred_result(), dead_result(), DomainResult{}}) {
    EXPECT_EQ(objections(json::parse(to_json_line(result))), "") << to_json_line(result);
  }
  EXPECT_EQ(
      objections(json::parse(unvisited_json_line(
          {.kind = Task::Kind::kRejected, .source = "stdin:7", .reason = "'x y' has a blank"}))),
      "");
}

TEST(ResultSchema, RefusesWhatIsNotDescribed) {
  json line = json::parse(to_json_line(challenged_result()));
  line["surprise"] = 1;
  EXPECT_NE(objections(line), "");
  line.erase("surprise");
  line["attempts"][0]["surprise"] = 1;
  EXPECT_NE(objections(line), "");
  line["attempts"][0].erase("surprise");
  line["state"] = "thriving";
  EXPECT_NE(objections(line), "");
}

TEST(ResultSchema, KnowsEveryName) {
  const json definitions = published_schema()["definitions"];
  EXPECT_EQ(names_in(definitions["state"]), names_of<State>());
  EXPECT_EQ(names_in(definitions["error"]), names_of<ErrorClass>());
  EXPECT_EQ(names_in(definitions["stage"]), names_of<Stage>());
  const json& result = definitions["result"]["properties"];
  EXPECT_EQ(names_in(result["confidence"]), names_of<Confidence>());
  EXPECT_EQ(names_in(result["read_by"]), names_of<Method>());
  EXPECT_EQ(names_in(definitions["attempt"]["properties"]["method"]), names_of<Method>());
  EXPECT_EQ(names_in(definitions["sighting"]["properties"]["protection"]), names_of<Protection>());
}

}  // namespace
}  // namespace tidemark::analyzer
