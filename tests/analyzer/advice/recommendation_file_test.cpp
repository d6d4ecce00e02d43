#include "analyzer/advice/recommendation_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "analyzer/advice/content_digest.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

RecommendationFile sample() {
  return {.made_at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) +
                     std::chrono::hours(12) + std::chrono::seconds(11),
          .run = 7,
          .lists = {{"food", "/lists/food.txt", std::string(64, 'a')}},
          .recommendations = {{.id = "add-1",
                               .advice = Advice::kAddVariant,
                               .domain = "xn--bcher-kva.example",
                               .category = "food",
                               .confidence = Confidence::kMedium,
                               .reason = "why",
                               .evidence = {"<b>\x1b[31m\xff", "b"},
                               .weight = 2.5}}};
}

std::string fault_of(const json& document) {
  const auto read = parse_recommendations(document.dump(), "r.json");
  return read ? std::string() : read.error().message;
}

TEST(RecommendationFile, ReadsWhatItWrote) {
  const RecommendationFile file = sample();
  const auto read = parse_recommendations(recommendations_text(file), "r.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->made_at, file.made_at);
  EXPECT_EQ(read->run, 7);
  ASSERT_EQ(read->lists.size(), 1U);
  EXPECT_EQ(read->lists[0].file, "/lists/food.txt");
  EXPECT_EQ(read->lists[0].sha256, std::string(64, 'a'));
  ASSERT_EQ(read->recommendations.size(), 1U);
  const Recommendation& item = read->recommendations[0];
  EXPECT_EQ(item.id, "add-1");
  EXPECT_EQ(item.advice, Advice::kAddVariant);
  EXPECT_EQ(item.domain, "xn--bcher-kva.example");
  EXPECT_EQ(item.confidence, Confidence::kMedium);
  EXPECT_EQ(item.weight, 2.5);
  // Bytes that are no UTF-8 cannot stand in JSON.
  EXPECT_THAT(item.evidence, ElementsAre("<b>\x1b[31m\xEF\xBF\xBD", "b"));
}

TEST(RecommendationFile, IsWhatThePublishedSchemaSays) {
  std::ifstream published(RECOMMENDATIONS_SCHEMA);
  const json text = json::parse(published);
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  json file = json::parse(recommendations_text(sample()));
  const auto is_valid = [&] {
    valijson::Validator validator;
    return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(file), nullptr);
  };
  EXPECT_TRUE(is_valid());
  file["recommendations"][0]["advice"] = "burn";
  EXPECT_FALSE(is_valid());
}

TEST(RecommendationFile, SaysWhereItIsBroken) {
  const json good = json::parse(recommendations_text(sample()));
  EXPECT_EQ(fault_of(good), "");
  const auto with = [&](const char* pointer, json value) {
    json bad = good;
    bad[json::json_pointer(pointer)] = std::move(value);
    return fault_of(bad);
  };
  EXPECT_THAT(with("/schema", "tidemark.recommendations/2"), HasSubstr("r.json: /schema must be"));
  EXPECT_THAT(with("/made_at", "yesterday"), HasSubstr("/made_at must be a time"));
  EXPECT_THAT(with("/made_at", "2026-13-40T12:00:00Z"), HasSubstr("/made_at must be a time"));
  EXPECT_THAT(with("/lists/0/sha256", "12"), HasSubstr("/lists/0/sha256 must be"));
  EXPECT_THAT(with("/recommendations/0/domain", "Upper.example"),
              HasSubstr("/recommendations/0/domain must be in lower case"));
  EXPECT_THAT(with("/recommendations/0/domain", "a b\n0.0.0.0 c"),
              HasSubstr("/recommendations/0/domain 'a b\\x0a0.0.0.0 c'"));
  EXPECT_THAT(with("/recommendations/0/advice", "burn"),
              HasSubstr("/recommendations/0/advice must be add, remove or add_variant"));
  EXPECT_THAT(with("/recommendations/0/category", "other"),
              HasSubstr("/recommendations/0/category is a category without a list file"));
  EXPECT_THAT(with("/recommendations/0/more", 1), HasSubstr("\"more\" is no key here"));
  EXPECT_THAT(with("/recommendations/0/weight", "1"), HasSubstr("/weight must be a number"));
  json twice = good;
  twice["recommendations"].push_back(twice["recommendations"][0]);
  EXPECT_THAT(fault_of(twice), HasSubstr("/recommendations/1/id is there twice"));
  json none = good;
  none["recommendations"][0].erase("reason");
  EXPECT_THAT(fault_of(none), HasSubstr("/recommendations/0 has no \"reason\""));
  const auto cut = parse_recommendations(recommendations_text(sample()).substr(0, 200), "r.json");
  ASSERT_FALSE(cut);
  EXPECT_THAT(cut.error().message, HasSubstr("r.json: line "));
}

TEST(RecommendationFile, NamesAListByItsContent) {
  const auto folder = TempDir::create("tidemark-test");
  ASSERT_TRUE(folder);
  const auto file = folder->path() / "food.txt";
  std::ofstream(file) << "abc";
  const auto list = advised_list("food", file);
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(list->sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(list->file, file.string());
  const auto missing = advised_list("food", folder->path() / "none.txt");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace tidemark::analyzer
