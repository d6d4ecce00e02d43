// What a file of mutes may say, and what is said of one that is wrong.
#include "harness/verdict/mute_file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "probes/base/calendar_day.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

std::string file_of(const std::string& mutes) {
  return fmt::format(R"({{"schema": "tidemark.mutes/1", "mutes": [{}]}})", mutes);
}

const std::string kOne =
    R"({"fingerprint": "0123456789ab", "reason": "TICKET-7", "expires": "2026-12-31"})";

std::string error_of(const std::string& text) {
  const auto mutes = parse_mutes(text, "known.json");
  EXPECT_FALSE(mutes) << text;
  if (mutes) return "";
  EXPECT_EQ(mutes.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(mutes.error().message, StartsWith("known.json: "));
  return mutes.error().message;
}

std::string error_of_mute(const std::string& key, const json& value) {
  json mute = json::parse(kOne);
  mute[key] = value;
  return error_of(file_of(mute.dump()));
}

TEST(MuteFile, SaysWhatWhyAndUntilWhen) {
  const auto mutes = parse_mutes(
      file_of(kOne + R"(, {"fingerprint": "ba9876543210", "reason": "upstream", "scenario": "wall",
                           "expires": "2028-02-29"})"),
      "known.json");
  ASSERT_TRUE(mutes) << mutes.error().message;
  ASSERT_EQ(mutes->size(), 2U);
  EXPECT_EQ((*mutes)[0].fingerprint, "0123456789ab");
  EXPECT_EQ((*mutes)[0].reason, "TICKET-7");
  EXPECT_EQ(day_text((*mutes)[0].expires), "2026-12-31");
  EXPECT_EQ((*mutes)[0].scenario, "");
  EXPECT_EQ((*mutes)[1].scenario, "wall");
}

TEST(MuteFile, MayBeEmptyOnceAllIsMended) {
  const auto mutes = parse_mutes(file_of(""), "known.json");
  ASSERT_TRUE(mutes) << mutes.error().message;
  EXPECT_TRUE(mutes->empty());
}

TEST(MuteFile, OfBrokenJsonIsRefusedWithLineAndColumn) {
  EXPECT_THAT(error_of("{\n  \"schema\": ,\n}"), HasSubstr("line 2, column"));
}

TEST(MuteFile, OfAnotherSchemaIsRefused) {
  EXPECT_THAT(error_of(R"({"mutes": []})"), HasSubstr("has no \"schema\""));
  EXPECT_THAT(error_of(R"({"schema": "tidemark.mutes/9", "mutes": []})"),
              HasSubstr("/schema must be \"tidemark.mutes/1\", found \"tidemark.mutes/9\""));
  EXPECT_THAT(error_of(R"({"schema": "tidemark.mutes/1"})"), HasSubstr("has no \"mutes\""));
  EXPECT_THAT(error_of("[]"), HasSubstr("must be an object"));
}

TEST(MuteFile, WithAnUnknownKeyIsRefused) {
  EXPECT_THAT(error_of_mute("expiry", "2026-12-31"), HasSubstr("/mutes/0 \"expiry\" is no key"));
  EXPECT_THAT(error_of(R"({"schema": "tidemark.mutes/1", "mutes": [], "mute": []})"),
              HasSubstr("\"mute\" is no key"));
}

TEST(MuteFile, NeedsAFingerprintAReasonAndADay) {
  for (const char* key : {"fingerprint", "reason", "expires"}) {
    json mute = json::parse(kOne);
    mute.erase(key);
    EXPECT_THAT(error_of(file_of(mute.dump())),
                HasSubstr(fmt::format("/mutes/0 has no \"{}\"", key)));
  }
  EXPECT_THAT(error_of_mute("fingerprint", "leak"), HasSubstr("/mutes/0/fingerprint must be 12"));
  EXPECT_THAT(error_of_mute("reason", ""), HasSubstr("/mutes/0/reason"));
  EXPECT_THAT(error_of_mute("reason", " \n"), HasSubstr("/mutes/0/reason must say why"));
  EXPECT_THAT(error_of_mute("scenario", ""), HasSubstr("/mutes/0/scenario"));
}

TEST(MuteFile, WithADayThatThereIsNotIsRefused) {
  for (const char* day : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "31.12.2026",
                          "2026-12-31T00:00:00Z", "soon", "+026-01-01", "2026-12-3x"}) {
    EXPECT_THAT(error_of_mute("expires", day), HasSubstr("/mutes/0/expires must be a day")) << day;
  }
  EXPECT_THAT(error_of_mute("expires", 20261231), HasSubstr("/mutes/0/expires"));
}

TEST(MuteFile, WithTwoMutesForTheSameIsRefused) {
  EXPECT_THAT(error_of(file_of(kOne + "," + kOne)),
              HasSubstr("/mutes/1 mutes the same as /mutes/0"));
  json in_wall = json::parse(kOne);
  in_wall["scenario"] = "wall";
  EXPECT_THAT(error_of(file_of(kOne + "," + in_wall.dump())), HasSubstr("/mutes/1"));
  json in_storm = in_wall;
  in_storm["scenario"] = "storm";
  EXPECT_TRUE(parse_mutes(file_of(in_wall.dump() + "," + in_storm.dump()), "known.json"));
}

TEST(MuteFile, IsReadWithItsName) {
  const TempDir folder = TempDir::create("tidemark-test").value();
  const auto path = folder.path() / "known.json";
  std::ofstream(path) << file_of(kOne);
  const auto file = load_mutes(path);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->name, path.string());
  EXPECT_EQ(file->mutes.size(), 1U);
  const auto missing = load_mutes(folder.path() / "none.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

// The schema is for editors: it must not say otherwise than the program does.
TEST(MuteFile, FollowsItsSchema) {
  std::ifstream file(MUTES_SCHEMA);
  const json document = json::parse(file);
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema);
  const auto follows = [&](const std::string& text) {
    const json mutes = json::parse(text);
    valijson::Validator validator;
    return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(mutes), nullptr);
  };
  EXPECT_TRUE(follows(file_of(kOne)));
  EXPECT_TRUE(follows(file_of("")));
  EXPECT_FALSE(follows(R"({"schema": "tidemark.mutes/2", "mutes": []})"));
  json mute = json::parse(kOne);
  mute["expires"] = "soon";
  EXPECT_FALSE(follows(file_of(mute.dump())));
  mute = json::parse(kOne);
  mute.erase("reason");
  EXPECT_FALSE(follows(file_of(mute.dump())));
}

}  // namespace
}  // namespace tidemark::harness
