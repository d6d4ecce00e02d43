#include "analyzer/verdict/verdict.hpp"

#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

TEST(Verdict, NamesAVendorOnItsOwnSignalOnly) {
  EXPECT_EQ(judge_answer({.status = 403, .cf_mitigated = "challenge"}).state, State::kChallenge);
  EXPECT_EQ(judge_answer({.status = 200, .cf_mitigated = "challenge"}).state, State::kChallenge);
  const Verdict block = judge_answer(
      {.status = 403, .server = "cloudflare", .title = "Attention Required! | Cloudflare"});
  EXPECT_EQ(block.state, State::kBlocked);
  EXPECT_EQ(block.vendor, "cloudflare");
  EXPECT_EQ(judge_answer(
                {.status = 503,
                 .server = "cloudflare",
                 .markup = "<script>window._cf_chl_opt={}</script>"
                           "<script src=/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1>"})
                .state,
            State::kChallenge);
}

TEST(Verdict, DoesNotTakeLookAlikesForAVendor) {
  // The proxy alone, on a page that works or is refused by the site itself.
  EXPECT_EQ(judge_answer({.status = 200, .server = "cloudflare"}).state, State::kAlive);
  EXPECT_EQ(judge_answer({.status = 403, .server = "cloudflare", .title = "Members only"}).state,
            State::kRefused);
  // An article about the block page.
  EXPECT_EQ(judge_answer({.status = 200, .title = "Attention Required! | Cloudflare"}).state,
            State::kAlive);
  // Presence of the platform script on a normal page.
  EXPECT_EQ(judge_answer(
                {.status = 200, .server = "cloudflare", .markup = "/cdn-cgi/challenge-platform/"})
                .state,
            State::kAlive);
}

TEST(Verdict, SortsStatusesWithoutVendor) {
  EXPECT_EQ(judge_answer({.status = 429}).state, State::kRateLimited);
  EXPECT_EQ(judge_answer({.status = 401}).state, State::kRefused);
  EXPECT_EQ(judge_answer({.status = 404}).state, State::kErrorPage);
  EXPECT_EQ(judge_answer({.status = 500}).state, State::kErrorPage);
  EXPECT_EQ(judge_answer({.status = 200, .shell = true}).state, State::kShell);
}

TEST(Verdict, UsesABrowserOnlyWhereItCanHelp) {
  EXPECT_TRUE(browser_might_cure(State::kShell, std::nullopt));
  EXPECT_TRUE(browser_might_cure(State::kRefused, std::nullopt));
  EXPECT_TRUE(browser_might_cure(State::kTimedOut, ErrorClass::kNoResponse));
  EXPECT_TRUE(browser_might_cure(State::kUnreachable, ErrorClass::kReset));
  EXPECT_FALSE(browser_might_cure(State::kChallenge, std::nullopt));
  EXPECT_FALSE(browser_might_cure(State::kBlocked, std::nullopt));
  EXPECT_FALSE(browser_might_cure(State::kAlive, std::nullopt));
  EXPECT_FALSE(browser_might_cure(State::kDead, ErrorClass::kDnsNxdomain));
  EXPECT_FALSE(browser_might_cure(State::kTlsBroken, ErrorClass::kTlsExpired));
  EXPECT_FALSE(browser_might_cure(State::kFailed, ErrorClass::kCancelled));
}

TEST(Verdict, KeepsTheKindsOfFailureApart) {
  EXPECT_EQ(judge_failure(ErrorClass::kDnsNxdomain), State::kDead);
  EXPECT_EQ(judge_failure(ErrorClass::kDnsTimeout), State::kUnreachable);
  EXPECT_EQ(judge_failure(ErrorClass::kNoResponse), State::kTimedOut);
  EXPECT_EQ(judge_failure(ErrorClass::kTlsExpired), State::kTlsBroken);
}

}  // namespace
}  // namespace tidemark::analyzer
