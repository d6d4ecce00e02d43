// Scores of `tidemark analyze`, from a page to each form of output.
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include <nlohmann/json.hpp>

#include "tests/e2e/program.hpp"
#include "tests/support/result_schema.hpp"

namespace tidemark::test {
namespace {

using nlohmann::json;

constexpr const char* kSites = R"({
  "name": "scores", "description": "titles that are scored",
  "sites": [
    {"hosts": ["shop.example"],
     "behavior": {"kind": "title", "title": "Order now: pizza\u001b[31m in Jerusalem"}},
    {"hosts": ["wall.example"], "behavior": {"kind": "block"}}
  ]
})";

class Scores : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    sites_.emplace(write_file("sites.json", kSites), scratch());
  }
  void TearDown() override {
    sites_.reset();
    EndToEnd::TearDown();
  }
  Finished analyze(Arguments arguments) {
    arguments.insert(arguments.begin(), "analyze");
    arguments.insert(arguments.end(), {"--browsers", "0"});
    return run(with_reach(std::move(arguments), *sites_));
  }
  json score(const Arguments& more = {}) {
    Arguments arguments{"shop.example", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished finished = analyze(arguments);
    EXPECT_EQ(finished.code(), 0) << finished.err;
    if (finished.lines().size() != 1) return nullptr;
    const json line = json::parse(finished.lines()[0]);
    EXPECT_EQ(schema_objections(line), "") << line;
    return line["score"];
  }

 private:
  std::optional<Simulator> sites_;
};

TEST_F(Scores, SayForWhichWordsAndWhere) {
  const json found = score();
  EXPECT_EQ(found["points"], 7) << found;
  std::map<std::string, std::string> words;
  for (const json& group : found["groups"]) {
    for (const json& hit : group["hits"]) words[hit["keyword"]] = hit["place"];
  }
  EXPECT_EQ(words,
            (std::map<std::string, std::string>{{"order now", "title"}, {"pizza", "title"}}));
}

TEST_F(Scores, FindWordsWithinWordsAsTheSeedDid) {
  EXPECT_GE(score({"--compat", "seed"})["points"], 11);
  EXPECT_EQ(analyze({"shop.example", "--compat", "other"}).code(), 2);
}

TEST_F(Scores, AreOfOnesOwnKeywords) {
  const auto file = write_file("own.json", R"({"schema": "tidemark.keywords/1", "version": "1",
      "replaces_built_in": true, "families": [{"name": "towns", "weight": 9, "cap": 20}],
      "groups": [{"name": "old", "family": "towns", "words": ["jerusalem", "rome"]}]})");
  EXPECT_EQ(score({"--keywords", file.string()})["points"], 9);
}

TEST_F(Scores, RefuseABrokenKeywordFile) {
  const auto file = write_file("own.json", R"({"schema": "tidemark.keywords/1", "version": "1",
      "groups": [{"name": "old", "family": "health", "words": ["x", 5]}]})");
  const Finished finished = analyze({"shop.example", "--keywords", file.string()});
  EXPECT_EQ(finished.code(), 2);
  EXPECT_NE(finished.err.find("own.json: /groups/0/words/1 must be a text"), std::string::npos)
      << finished.err;
  EXPECT_EQ(finished.out, "");
}

TEST_F(Scores, AreInTheTableAndInCsvButNotOfWalls) {
  const Finished csv = analyze({"shop.example", "wall.example", "--csv"});
  for (const std::string& line : csv.lines()) {
    if (line.starts_with("shop.example,")) {
      EXPECT_TRUE(line.ends_with(",7\r")) << line;
    }
    if (line.starts_with("wall.example,")) {
      EXPECT_TRUE(line.ends_with(",\r")) << line;
    }
  }
  const Finished table = analyze({"shop.example", "--table"});
  EXPECT_NE(table.out.find("http      7  "), std::string::npos) << table.out;
}

TEST_F(Scores, AreExplainedFromTheStore) {
  const std::string store = (write_file("nothing", "").parent_path() / "store").string();
  static_cast<void>(analyze({"shop.example", "--json", "--cache", store}));
  const Finished explained = run({"analyze", "--explain", "shop.example", "--cache", store});
  EXPECT_NE(explained.out.find("score 7 of 100, by keywords built-in 1, words"), std::string::npos)
      << explained.out;
  EXPECT_NE(explained.out.find("pizza                in title: Order now: pizza"),
            std::string::npos)
      << explained.out;
  EXPECT_EQ(explained.out.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace tidemark::test
