#include "analyzer/verdict/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/page/page_facts.hpp"

namespace tidemark::analyzer {
namespace {

const RuleBook& rules() {
  static const RuleBook book = RuleBook::built_in();
  return book;
}

// An answer of one page, as HTTP or a browser brings it.
struct Page {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string html = {};
  std::string domain = "brand.example";
  std::string url = "https://brand.example/";
  Method read_by = Method::kHttp;
};

Verdict judge(const Page& page) {
  const PageFacts facts = read_page(page.html, "text/html");
  return judge_answer({.domain = page.domain,
                       .final_url = page.url,
                       .status = page.status,
                       .headers = page.headers,
                       .page = facts,
                       .read_by = page.read_by},
                      rules());
}

const std::string kArticle = "<title>News</title><p>" + std::string(300, 'x');
const std::string kShellPage = "<div id=root></div><script src=/app.js></script>";

TEST(Verdict, NamesAVendorOnItsOwnSignalOnly) {
  const Verdict challenge = judge({.status = 403, .headers = {{"cf-mitigated", "challenge"}}});
  EXPECT_EQ(challenge.state, State::kChallenge);
  EXPECT_EQ(challenge.vendor, "cloudflare");
  EXPECT_EQ(challenge.signal, "cf-mitigated: challenge");
  EXPECT_EQ(challenge.confidence, Confidence::kHigh);
  ASSERT_EQ(challenge.protections.size(), 1U);
  EXPECT_EQ(challenge.protections[0].rule, "cloudflare/challenge-header");
  // 2xx is no proof of the contrary.
  EXPECT_EQ(judge({.status = 200, .headers = {{"cf-mitigated", "challenge"}}}).state,
            State::kChallenge);
}

TEST(Verdict, DoesNotTakeAVendorsPresenceForARefusal) {
  const Verdict works =
      judge({.status = 200, .headers = {{"server", "cloudflare"}}, .html = kArticle});
  EXPECT_EQ(works.state, State::kAlive);
  EXPECT_EQ(works.vendor, "");
  ASSERT_EQ(works.protections.size(), 1U);
  EXPECT_EQ(works.protections[0].protection, Protection::kPresent);
  EXPECT_EQ(judge({.status = 403,
                   .headers = {{"server", "cloudflare"}},
                   .html = "<title>Members only</title>"})
                .state,
            State::kRefused);
}

TEST(Verdict, SortsStatusesWithoutVendor) {
  EXPECT_EQ(judge({.status = 429}).state, State::kRateLimited);
  EXPECT_EQ(judge({.status = 401}).state, State::kRefused);
  EXPECT_EQ(judge({.status = 503}).state, State::kRefused);
  EXPECT_EQ(judge({.status = 404}).state, State::kErrorPage);
  EXPECT_EQ(judge({.status = 500}).state, State::kErrorPage);
  EXPECT_EQ(judge({.status = 302}).state, State::kErrorPage);
}

TEST(Verdict, IsLessSureOfAPageThatSaysLittle) {
  EXPECT_EQ(judge({.html = kArticle}).confidence, Confidence::kHigh);
  EXPECT_EQ(judge({.html = "<p>Hello"}).confidence, Confidence::kMedium);
  EXPECT_EQ(judge({.html = ""}).confidence, Confidence::kLow);
}

TEST(Verdict, CallsOnlySomebodyElsesDomainARedirect) {
  const auto state_at = [](const std::string& url) {
    return judge({.html = kArticle, .domain = "brand.com", .url = url}).state;
  };
  EXPECT_EQ(state_at("https://www.brand.com/en/"), State::kAlive);
  EXPECT_EQ(state_at("https://login.brand.com/"), State::kAlive);
  EXPECT_EQ(state_at("https://brand.co.uk/"), State::kRedirected);
  EXPECT_EQ(state_at("https://sso.example.net/login"), State::kRedirected);
}

TEST(Verdict, AtAShellElsewhereLetsABrowserSpeakFirst) {
  Page page{.html = kShellPage, .domain = "brand.com", .url = "https://other.example/"};
  EXPECT_EQ(judge(page).state, State::kShell);
  page.read_by = Method::kBrowser;
  EXPECT_EQ(judge(page).state, State::kRedirected);
  page.url = "https://brand.com/";
  EXPECT_EQ(judge(page).state, State::kShell);
}

TEST(Verdict, AnErrorElsewhereStaysAnError) {
  EXPECT_EQ(judge({.status = 404, .domain = "brand.com", .url = "https://other.example/"}).state,
            State::kErrorPage);
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

Attempt tried(Stage stage, ErrorClass error) {
  return {.method = Method::kHttp, .url = "https://a.example/", .stage = stage, .error = error};
}

TEST(Verdict, SuspectsAFilterWhereOnlyTheNameIsCutOff) {
  const std::vector<Attempt> cut{{.method = Method::kDns, .url = "a.example", .stage = Stage::kDns},
                                 tried(Stage::kTls, ErrorClass::kReset),
                                 tried(Stage::kTls, ErrorClass::kReset)};
  const Verdict verdict = judge_failure(ErrorClass::kReset, cut);
  EXPECT_EQ(verdict.state, State::kUnreachable);
  EXPECT_THAT(verdict.signal, ::testing::HasSubstr("filter"));
}

TEST(Verdict, SuspectsNoFilterWhereOneTryGotThrough) {
  const std::vector<Attempt> mixed{tried(Stage::kTls, ErrorClass::kReset),
                                   tried(Stage::kRequest, ErrorClass::kNoResponse)};
  const Verdict verdict = judge_failure(ErrorClass::kNoResponse, mixed);
  EXPECT_EQ(verdict.state, State::kTimedOut);
  EXPECT_EQ(verdict.signal, "");
}

TEST(Verdict, IsUnsureOfSilenceAndSureOfNxdomain) {
  const std::vector<Attempt> silent{tried(Stage::kConnect, ErrorClass::kConnectTimeout)};
  EXPECT_EQ(judge_failure(ErrorClass::kConnectTimeout, silent).confidence, Confidence::kLow);
  EXPECT_EQ(judge_failure(ErrorClass::kDnsNxdomain, {}).confidence, Confidence::kHigh);
  EXPECT_EQ(judge_failure(ErrorClass::kDnsNxdomain, {}).state, State::kDead);
}

}  // namespace
}  // namespace tidemark::analyzer
