#include "analyzer/visit/retry_after.hpp"

#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

using namespace std::chrono_literals;

// 1994-11-15 12:45:26 UTC, RFC 9110's example of a date.
const auto kNow = std::chrono::system_clock::from_time_t(784903526);

TEST(RetryAfter, ReadsSecondsAndDates) {
  EXPECT_EQ(parse_retry_after("120", kNow), 120s);
  EXPECT_EQ(parse_retry_after("0", kNow), 0s);
  EXPECT_EQ(parse_retry_after("Tue, 15 Nov 1994 12:46:26 GMT", kNow), 60s);
}

TEST(RetryAfter, NeverGoesBackInTimeNorBeyondADay) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", kNow), 0s);
  EXPECT_EQ(parse_retry_after("99999999", kNow), std::chrono::days(1));
  EXPECT_EQ(parse_retry_after("99999999999999999999999999", kNow), std::chrono::days(1));
  EXPECT_EQ(parse_retry_after("Fri, 31 Dec 2038 23:59:59 GMT", kNow), std::chrono::days(1));
}

TEST(RetryAfter, TakesNothingElseForAWish) {
  for (const std::string_view value : {"", " ", "soon", "-5", "1e3", "12 parsecs"}) {
    EXPECT_FALSE(parse_retry_after(value, kNow)) << value;
  }
  EXPECT_FALSE(parse_retry_after(std::string_view("1\0002", 3), kNow));
}

TEST(RetryAfter, IsAskedForByTwoStatusesOnly) {
  HttpOutcome outcome;
  outcome.response = HttpResponse{.status = 429, .headers = {{"retry-after", "7"}}};
  const Moment now{SteadyTime{}, kNow};
  EXPECT_EQ(asked_to_wait(outcome, now), 7s);
  outcome.response->status = 503;
  EXPECT_EQ(asked_to_wait(outcome, now), 7s);
  outcome.response->status = 301;
  EXPECT_FALSE(asked_to_wait(outcome, now));
}

TEST(RetryAfter, IsRememberedPerHostUntilItIsOver) {
  FactBook facts;
  const Moment now{SteadyTime{}, kNow};
  note_wish(facts, "a.example", 429, 60s, now);
  EXPECT_EQ(wish_of(facts, "a.example", now), 60s);
  EXPECT_EQ(wish_of(facts, "a.example", {SteadyTime{}, kNow + 45s}), 15s);
  EXPECT_FALSE(wish_of(facts, "a.example", {SteadyTime{}, kNow + 60s}));
  EXPECT_FALSE(wish_of(facts, "b.example", now));
}

}  // namespace
}  // namespace tidemark::analyzer
