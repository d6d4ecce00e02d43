// The published schema of results describes what is really written, and all of it.
#include "tests/support/result_schema.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "analyzer/result/assessed_json.hpp"
#include "analyzer/result/result_json.hpp"
#include "tests/analyzer/output/sample_results.hpp"

namespace tidemark::analyzer {
namespace {

using nlohmann::json;

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
       {challenged_result(), inferred_result(), dead_result(), scored_result(), DomainResult{}}) {
    EXPECT_EQ(test::schema_objections(json::parse(to_json_line(result))), "")
        << to_json_line(result);
  }
  EXPECT_EQ(
      test::schema_objections(json::parse(unvisited_json_line(
          {.kind = Task::Kind::kRejected, .source = "stdin:7", .reason = "'x y' has a blank"}))),
      "");
}

TEST(ResultSchema, AcceptsAssessedDomains) {
  AssessedDomain domain{.result = challenged_result(), .categories = {"food", "\xff \"x\""}};
  EXPECT_EQ(json::parse(to_json_line(domain))["total"], nullptr);
  domain.score = PageScore{.points = 40};
  domain.relations = {.bonus = 5, .leads_to = {{.domain = "a.example", .points = 60, .links = 2}}};
  domain.total = 45;
  const json line = json::parse(to_json_line(domain));
  EXPECT_EQ(test::schema_objections(line), "") << line;
  EXPECT_EQ(line["total"], 45);
  EXPECT_EQ(line["title"], json::parse(to_json_line(domain.result))["title"]);
}

TEST(ResultSchema, RefusesWhatIsNotDescribed) {
  json line = json::parse(to_json_line(challenged_result()));
  line["surprise"] = 1;
  EXPECT_NE(test::schema_objections(line), "");
  line.erase("surprise");
  line["attempts"][0]["surprise"] = 1;
  EXPECT_NE(test::schema_objections(line), "");
  line["attempts"][0].erase("surprise");
  line["state"] = "thriving";
  EXPECT_NE(test::schema_objections(line), "");
}

TEST(ResultSchema, KnowsEveryName) {
  const json definitions = test::published_result_schema()["definitions"];
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
