#include "analyzer/visit/stage_verdicts.hpp"

#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

Attempt http(const std::string& url, Stage stage, std::optional<ErrorClass> error,
             const std::string& detail = "") {
  return {.method = Method::kHttp, .url = url, .stage = stage, .error = error, .detail = detail};
}

const StageVerdict* find(const std::vector<StageVerdict>& verdicts, Stage stage) {
  for (const StageVerdict& verdict : verdicts) {
    if (verdict.stage == stage) return &verdict;
  }
  return nullptr;
}

TEST(StageVerdicts, SayWhereADomainStopped) {
  DomainResult result{.domain = "a.example"};
  result.name.addresses = {"198.51.100.1"};
  result.name.cnames = {"wall.example.net"};
  result.attempts = {{.method = Method::kDns, .url = "a.example"},
                     http("https://a.example/", Stage::kTls, ErrorClass::kTlsTimeout, "stalled")};
  const auto verdicts = stage_verdicts(result);
  ASSERT_EQ(verdicts.size(), 3U);
  EXPECT_EQ(verdicts[0].evidence, "198.51.100.1, CNAME wall.example.net");
  EXPECT_TRUE(verdicts[1].passed);
  EXPECT_EQ(verdicts[1].evidence, "");
  EXPECT_EQ(verdicts[2].stage, Stage::kTls);
  EXPECT_FALSE(verdicts[2].passed);
  EXPECT_EQ(verdicts[2].error, ErrorClass::kTlsTimeout);
  EXPECT_EQ(verdicts[2].evidence, "stalled");
}

TEST(StageVerdicts, KeepTheFirstCauseWhereALaterAttemptPassed) {
  DomainResult result{.domain = "a.example"};
  result.attempts = {
      http("https://a.example/", Stage::kConnect, ErrorClass::kConnectRefused, "refused"),
      http("http://a.example/", Stage::kResponse, std::nullopt)};
  result.attempts.back().status = 200;
  const auto verdicts = stage_verdicts(result);
  const StageVerdict* connect = find(verdicts, Stage::kConnect);
  ASSERT_NE(connect, nullptr);
  EXPECT_TRUE(connect->passed);
  EXPECT_EQ(connect->error, ErrorClass::kConnectRefused);
  EXPECT_EQ(find(verdicts, Stage::kTls), nullptr) << "never came so far";
  EXPECT_EQ(find(verdicts, Stage::kResponse)->evidence, "200 from http://a.example/");
}

TEST(StageVerdicts, TakeSilenceAfterTheRequestForTheResponseStage) {
  DomainResult result{.domain = "a.example"};
  result.attempts = {http("https://a.example/", Stage::kRequest, ErrorClass::kNoResponse, "none")};
  const auto verdicts = stage_verdicts(result);
  EXPECT_TRUE(find(verdicts, Stage::kTls)->passed);
  EXPECT_FALSE(find(verdicts, Stage::kResponse)->passed);
}

TEST(StageVerdicts, SayWhomAndHowTheVisitConnected) {
  DomainResult result{.domain = "a.example"};
  result.attempts = {http("https://a.example/", Stage::kTls, ErrorClass::kTlsExpired, "too old")};
  result.attempts.back().address = "198.51.100.1:443";
  result.attempts.back().tls = "certificate a.example until 2020-01-01";
  auto verdicts = stage_verdicts(result);
  EXPECT_EQ(find(verdicts, Stage::kConnect)->evidence, "198.51.100.1:443");
  EXPECT_EQ(find(verdicts, Stage::kTls)->evidence,
            "too old; certificate a.example until 2020-01-01");
  result.attempts.push_back(http("https://www.a.example/", Stage::kResponse, std::nullopt));
  result.attempts.back().address = "198.51.100.2:443";
  result.attempts.back().tls = "TLS 1.3, h2, certificate *.a.example until 2030-01-01";
  verdicts = stage_verdicts(result);
  EXPECT_EQ(find(verdicts, Stage::kConnect)->evidence, "198.51.100.1:443") << "the first that did";
  EXPECT_TRUE(find(verdicts, Stage::kTls)->passed);
  EXPECT_EQ(find(verdicts, Stage::kTls)->error, ErrorClass::kTlsExpired);
  EXPECT_EQ(find(verdicts, Stage::kTls)->evidence,
            "TLS 1.3, h2, certificate *.a.example until 2030-01-01");
}

TEST(StageVerdicts, AreNoneWithoutAttempts) {
  EXPECT_TRUE(stage_verdicts({.domain = "a.example"}).empty());
}

}  // namespace
}  // namespace tidemark::analyzer
