#include "analyzer/result/result_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tidemark::analyzer {
namespace {

using nlohmann::json;

TEST(ResultJson, HoldsEveryAttemptWithItsOwnCause) {
  DomainResult result{.domain = "a.example", .source = "list.txt:3", .state = State::kAlive};
  result.attempts.push_back({.method = Method::kHttp,
                             .url = "https://a.example/",
                             .stage = Stage::kResponse,
                             .error = ErrorClass::kReset,
                             .took = std::chrono::milliseconds(12)});
  result.attempts.push_back({.method = Method::kBrowser,
                             .url = "https://a.example/",
                             .stage = Stage::kPage,
                             .status = 200,
                             .took = std::chrono::milliseconds(345),
                             .received = Bytes{678}});
  const json parsed = json::parse(to_json_line(result));
  EXPECT_EQ(parsed["domain"], "a.example");
  EXPECT_EQ(parsed["state"], "alive");
  EXPECT_TRUE(parsed["cause"].is_null());
  ASSERT_EQ(parsed["attempts"].size(), 2U);
  EXPECT_EQ(parsed["attempts"][0]["error"], "reset");
  EXPECT_EQ(parsed["attempts"][0]["stage"], "response");
  EXPECT_FALSE(parsed["attempts"][0].contains("status"));
  EXPECT_EQ(parsed["attempts"][1]["status"], 200);
  EXPECT_EQ(parsed["attempts"][1]["bytes"], 678);
}

TEST(ResultJson, StaysOneValidLineWhateverThePageSays) {
  DomainResult result{.domain = "a.example"};
  result.title = "two\nlines \x1b[31m \xff\xfe </script>";
  const std::string line = to_json_line(result);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_TRUE(json::accept(line));
}

TEST(ResultJson, AnswersRejectedLinesToo) {
  const json parsed = json::parse(unvisited_json_line(
      {.kind = Task::Kind::kRejected, .source = "stdin:7", .reason = "'x y' has a blank"}));
  EXPECT_EQ(parsed["state"], "rejected");
  EXPECT_EQ(parsed["source"], "stdin:7");
}

}  // namespace
}  // namespace tidemark::analyzer
