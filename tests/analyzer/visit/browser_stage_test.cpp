// How often a page is tried in a browser, and what its page then means.
#include "analyzer/visit/browser_stage.hpp"

#include <gtest/gtest.h>

#include "analyzer/visit/judgement.hpp"
#include "tests/analyzer/visit/visit_desk.hpp"

namespace tidemark::analyzer {
namespace {

using namespace std::chrono_literals;

PageVisit failed(ErrorClass error) { return {.stage = Stage::kPage, .error = error}; }
PageVisit shown(const std::string& text) {
  PageVisit page{.stage = Stage::kPage, .status = 200, .final_url = "https://brand.example/"};
  page.content.text = text;
  page.content.text_length = text.size();
  return page;
}

class BrowserStage : public ::testing::Test {
 protected:
  PageVisit read(std::deque<PageVisit> finds, Deadline deadline = Deadline::in(60s)) {
    desk_.browsers().finds = std::move(finds);
    return desk_.run(read_in_browser(desk_.tools(), 1, deadline, result_));
  }
  void judge(PageVisit page) { desk_.run(judge_page(desk_.tools(), std::move(page), result_)); }
  [[nodiscard]] int visits() { return desk_.browsers().visits; }

  DomainResult result_{.domain = "brand.example"};

 private:
  VisitDesk desk_;
};

TEST_F(BrowserStage, TriesOnceMoreAfterACrashAndKeepsBothOnRecord) {
  const PageVisit page = read({failed(ErrorClass::kRendererCrashed), shown("fine")});
  EXPECT_EQ(page.error, std::nullopt);
  ASSERT_EQ(result_.attempts.size(), 2U);
  EXPECT_EQ(result_.attempts[0].error, ErrorClass::kRendererCrashed);
  EXPECT_EQ(result_.attempts[1].error, std::nullopt);
}

TEST_F(BrowserStage, TakesASecondCrashForThePagesOwnDoing) {
  EXPECT_EQ(read({failed(ErrorClass::kRendererCrashed)}).error, ErrorClass::kRendererCrashed);
  EXPECT_EQ(visits(), 2);
}

TEST_F(BrowserStage, DoesNotTryAgainAPageThatTookTooMuchMemory) {
  PageVisit page = failed(ErrorClass::kRendererCrashed);
  page.outgrew = true;
  EXPECT_EQ(read({page}).error, ErrorClass::kRendererCrashed);
  EXPECT_EQ(visits(), 1);
}

TEST_F(BrowserStage, TriesThreeTimesWhereBrowsersAreLost) {
  EXPECT_EQ(read({failed(ErrorClass::kBrowserLost)}).error, ErrorClass::kBrowserLost);
  EXPECT_EQ(visits(), 3);
}

TEST_F(BrowserStage, DoesNotHoldALostBrowserAgainstAPageThatCrashed) {
  const PageVisit page = read({failed(ErrorClass::kBrowserLost), failed(ErrorClass::kBrowserLost),
                               failed(ErrorClass::kRendererCrashed), shown("fine")});
  EXPECT_EQ(page.error, std::nullopt);
  EXPECT_EQ(visits(), 4);
}

TEST_F(BrowserStage, TriesOnlyWithinTheBudget) {
  EXPECT_EQ(read({failed(ErrorClass::kRendererCrashed)}, Deadline::in(500ms)).error,
            ErrorClass::kRendererCrashed);
  EXPECT_EQ(visits(), 1);
}

TEST_F(BrowserStage, DoesNotTryAgainWhatThePageItselfDid) {
  EXPECT_EQ(read({failed(ErrorClass::kPageUnresponsive)}).error, ErrorClass::kPageUnresponsive);
  EXPECT_EQ(visits(), 1);
}

TEST_F(BrowserStage, KnowsAWallByItsHeaders) {
  PageVisit page = shown("");
  page.status = 403;
  page.headers = {{"x-dd-b", "2"}, {"set-cookie", "datadome=abc; Path=/"}};
  judge(page);
  EXPECT_EQ(result_.state, State::kBlocked);
  EXPECT_EQ(result_.vendor, "datadome");
  EXPECT_EQ(result_.read_by, Method::kBrowser);
}

TEST_F(BrowserStage, KnowsAWallByItsMarkup) {
  PageVisit page = shown("Please enable JS and disable any ad blocker");
  page.markup =
      "<script>var dd={'t':'fe'}</script><script "
      "src=\"https://ct.captcha-delivery.com/c.js\"></script>";
  judge(page);
  EXPECT_EQ(result_.state, State::kChallenge);
  EXPECT_EQ(result_.vendor, "datadome");
  EXPECT_EQ(result_.content.text, "Please enable JS and disable any ad blocker");
}

TEST_F(BrowserStage, DoesNotTakeARichPageThatQuotesAWallForOne) {
  std::string text =
      "How DataDome works: <script src=https://ct.captcha-delivery.com/c.js> sets "
      "x-dd-b: 2 and window._cf_chl_opt. ";
  while (text.size() < 3000) text += text;
  PageVisit page = shown(text);
  page.headers = {{"server", "cloudflare"}};
  judge(page);
  EXPECT_EQ(result_.state, State::kAlive);
  EXPECT_EQ(result_.vendor, "");
  ASSERT_EQ(result_.protections.size(), 1U);
  EXPECT_EQ(result_.protections[0].vendor, "cloudflare");
  EXPECT_EQ(result_.protections[0].protection, Protection::kPresent);
}

TEST_F(BrowserStage, KnowsAWallByItsHeadersThoughItsScriptLetNobodyReadIt) {
  result_.state = State::kTimedOut;
  result_.cause = ErrorClass::kNoResponse;
  PageVisit page = shown("");
  page.error = ErrorClass::kPageUnresponsive;
  page.headers = {{"server", "cloudflare"}};
  judge(page);
  EXPECT_EQ(result_.state, State::kTimedOut) << "no page, and nothing against us";
  EXPECT_EQ(result_.cause, ErrorClass::kNoResponse);
  page.headers.emplace_back("cf-mitigated", "challenge");
  judge(page);
  EXPECT_EQ(result_.state, State::kChallenge);
  EXPECT_EQ(result_.vendor, "cloudflare");
  EXPECT_EQ(result_.cause, std::nullopt);
  EXPECT_EQ(result_.final_url, "https://brand.example/");
}

TEST_F(BrowserStage, SaysWhatThePageWasNotAllowed) {
  PageVisit page = shown("fine");
  page.traffic.refused = 2;
  page.traffic.contacts = {{.host = "cdn.example", .port = 443},
                           {.host = "10.0.0.1",
                            .port = 80,
                            .error = ErrorClass::kAddressForbidden,
                            .detail = "10.0.0.1 is a private address"}};
  (void)read({page});
  EXPECT_EQ(result_.attempts.front().detail,
            "connections refused by the address policy: 2, the first: 10.0.0.1 is a private "
            "address");
}

TEST_F(BrowserStage, KeepsWhatHttpFoundOfAPageThatCouldNotBeRead) {
  result_.state = State::kTimedOut;
  result_.cause = ErrorClass::kNoResponse;
  judge(failed(ErrorClass::kNavigationFailed));
  EXPECT_EQ(result_.state, State::kTimedOut);
  EXPECT_EQ(result_.cause, ErrorClass::kNoResponse);
}

}  // namespace
}  // namespace tidemark::analyzer
