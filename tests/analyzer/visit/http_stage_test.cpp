// In which order a domain's addresses, schemes and twin are tried, and what stays on record of it.
#include "analyzer/visit/http_stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analyzer/filtered_port.hpp"
#include "tests/analyzer/visit/visit_desk.hpp"
#include "tests/analyzer/visit/visit_fixture.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;
using namespace std::chrono_literals;

using HttpStageTest = VisitFixture;

std::vector<std::optional<ErrorClass>> errors_of(const DomainResult& result) {
  std::vector<std::optional<ErrorClass>> errors;
  errors.reserve(result.attempts.size());
  for (const Attempt& attempt : result.attempts) errors.push_back(attempt.error);
  return errors;
}

TEST_F(HttpStageTest, TriesHttpsThenHttpThenTheTwin) {
  const auto& site = serve_tls("www.a.example", always(ordinary_page()));
  map("a.example", closed_port());
  map("www.a.example", site.port());
  const DomainResult result = visit("a.example");
  EXPECT_THAT(urls_tried(result),
              ElementsAre("https://a.example/", "http://a.example/", "https://www.a.example/"));
  EXPECT_THAT(errors_of(result),
              ElementsAre(ErrorClass::kConnectRefused, ErrorClass::kConnectRefused, std::nullopt));
  EXPECT_EQ(result.state, State::kAlive);
  EXPECT_EQ(result.final_url, "https://www.a.example/");
  // What was met first is not hidden by what came later.
  const StageVerdict* connect = verdict_on(result, Stage::kConnect);
  ASSERT_NE(connect, nullptr);
  EXPECT_TRUE(connect->passed);
  EXPECT_EQ(connect->error, ErrorClass::kConnectRefused);
  EXPECT_EQ(connect->evidence, "127.0.0.1:" + std::to_string(site.port()));
}

TEST_F(HttpStageTest, StopsAtTheFirstAnswer) {
  const auto& secure = serve_tls("a.example", always({.send = "HTTP/1.1 404 Not Found\r\n"
                                                              "Content-Length: 0\r\n\r\n"}));
  const auto& plain = serve(always(ordinary_page()));
  map("a.example:443", secure.port());
  map("a.example:80", plain.port());
  EXPECT_EQ(visit("a.example").status, 404);
  EXPECT_EQ(plain.connections(), 0);
}

TEST_F(HttpStageTest, DoesNotAskAgainWhereThereIsOnlySilence) {
  SiteScript stalls;
  stalls.on_connect = SiteAct{.then = SiteAct::Then::kHang};
  const auto& secure = serve(stalls);
  const auto& plain = serve(always(ordinary_page()));
  map("a.example:443", secure.port());
  map("a.example:80", plain.port());
  const DomainResult result = visit("a.example", 500ms);
  EXPECT_EQ(result.cause, ErrorClass::kTlsTimeout);
  EXPECT_EQ(plain.connections(), 0);
}

TEST_F(HttpStageTest, AFilteredPortLeavesTimeForHttp) {
  const FilteredPort filtered(io_);
  const auto& plain = serve(always(ordinary_page()));
  map("a.example:443", filtered.port());
  map("a.example:80", plain.port());
  const DomainResult result = visit("a.example", 3s);
  EXPECT_THAT(urls_tried(result), ElementsAre("https://a.example/", "http://a.example/"));
  EXPECT_THAT(errors_of(result), ElementsAre(ErrorClass::kConnectTimeout, std::nullopt));
  EXPECT_GE(result.attempts.front().took, 900ms) << "a third of the share";
  EXPECT_EQ(result.state, State::kAlive);
  EXPECT_EQ(verdict_on(result, Stage::kConnect)->error, ErrorClass::kConnectTimeout);
}

TEST_F(HttpStageTest, AHostThatSwallowsEverythingLeavesTimeForItsTwin) {
  const FilteredPort filtered(io_);
  const auto& twin = serve_tls("www.a.example", always(ordinary_page()));
  map("a.example", filtered.port());
  map("www.a.example", twin.port());
  const DomainResult result = visit("a.example", 3s);
  EXPECT_THAT(urls_tried(result),
              ElementsAre("https://a.example/", "http://a.example/", "https://www.a.example/"));
  EXPECT_EQ(result.state, State::kAlive);
}

TEST_F(HttpStageTest, TriesTheNextAddressWhereOneDoesNotConnect) {
  const auto& site = serve_tls("two.example", always(ordinary_page()));
  // 127.0.0.2 is loopback too, but the site listens on 127.0.0.1 only.
  names["two.example"] = {"127.0.0.2", "127.0.0.1"};
  ports[443] = site.port();
  policy.allow_private = true;
  const DomainResult result = visit("two.example");
  EXPECT_EQ(result.state, State::kAlive);
  EXPECT_EQ(result.final_url, "https://two.example/");
  EXPECT_EQ(verdict_on(result, Stage::kConnect)->evidence,
            "127.0.0.1:" + std::to_string(site.port()));
}

TEST_F(HttpStageTest, KeepsEveryHopOfARedirect) {
  const auto& secure = serve_tls("a.example", {.on_request = [](const std::string& request) {
                                   return request.starts_with("GET / ")
                                              ? redirect_to("/one")
                                              : redirect_to("http://b.a.example");
                                 }});
  const auto& plain = serve(always(ordinary_page()));
  map("a.example", secure.port());
  map("b.a.example", plain.port());
  const DomainResult result = visit("a.example");
  EXPECT_THAT(urls_tried(result),
              ElementsAre("https://a.example/", "https://a.example/one", "http://b.a.example/"));
  ASSERT_EQ(result.attempts.size(), 3U);
  EXPECT_EQ(result.attempts[0].status, 302);
  EXPECT_EQ(result.attempts[1].status, 302);
  EXPECT_EQ(result.attempts[2].status, 200);
  EXPECT_THAT(result.attempts[1].tls, StartsWith("TLS 1.3"));
  EXPECT_EQ(result.attempts[2].tls, "");
  EXPECT_EQ(result.final_url, "http://b.a.example/");
}

TEST_F(HttpStageTest, GivesUpARedirectThatNeverEnds) {
  const auto& site = serve_tls("a.example", always(redirect_to("/again")));
  map("a.example", site.port());
  options.max_redirects = 3;
  const DomainResult result = visit("a.example");
  EXPECT_EQ(result.cause, ErrorClass::kTooManyRedirects);
  EXPECT_EQ(urls_tried(result).size(), 4U);
  EXPECT_EQ(site.requests().size(), 4U);
}

TEST_F(HttpStageTest, SaysWhoseCertificateItWasAlsoWhereHttpAnswered) {
  const auto& secure = serve_tls("host.example", always(ordinary_page()));
  const auto& plain = serve(always(ordinary_page()));
  map("a.example:443", secure.port());
  map("a.example:80", plain.port());
  const DomainResult result = visit("a.example");
  EXPECT_EQ(result.state, State::kAlive);
  EXPECT_TRUE(secure.requests().empty()) << "an unverified connection was used";
  const StageVerdict* tls = verdict_on(result, Stage::kTls);
  ASSERT_NE(tls, nullptr);
  EXPECT_FALSE(tls->passed);
  EXPECT_EQ(tls->error, ErrorClass::kTlsNameMismatch);
  EXPECT_THAT(tls->evidence, HasSubstr("; certificate host.example until 20"));
}

TEST_F(HttpStageTest, SaysHowItConnected) {
  const auto& site = serve_tls("a.example", always(ordinary_page()));
  map("a.example", site.port());
  const DomainResult result = visit("a.example");
  EXPECT_EQ(verdict_on(result, Stage::kConnect)->evidence,
            "127.0.0.1:" + std::to_string(site.port()));
  EXPECT_THAT(verdict_on(result, Stage::kTls)->evidence,
              MatchesRegex("TLS 1\\.3, http/1\\.1, certificate a\\.example until 20.*"));
  EXPECT_EQ(verdict_on(result, Stage::kResponse)->evidence, "200 from https://a.example/");
}

SiteAct come_back_in(const std::string& status, const std::string& seconds) {
  return {.send = "HTTP/1.1 " + status + "\r\nRetry-After: " + seconds +
                  "\r\nContent-Length: 0\r\n\r\n",
          .then = SiteAct::Then::kNextRequest};
}

// What had not been tried yet looks like what was tried in vain: nobody may keep that as a result.
TEST_F(HttpStageTest, CallsAVisitThatWasStoppedCancelledWhateverCameBefore) {
  const auto& plain = serve({.on_request = [this](const std::string&) {
    cancel();
    return SiteAct{.then = SiteAct::Then::kHang};
  }});
  map("a.example:443", closed_port());
  map("a.example:80", plain.port());
  EXPECT_EQ(visit("a.example").cause, ErrorClass::kCancelled);
}

TEST_F(HttpStageTest, CallsAVisitThatWasStoppedInAWaitCancelled) {
  const auto& site = serve_tls("a.example", always(come_back_in("429 Slow Down", "5")));
  map("a.example", site.port());
  on_step_aside = [this](Pace&) { cancel(); };
  EXPECT_EQ(visit("a.example").cause, ErrorClass::kCancelled);
}

TEST_F(HttpStageTest, DoesNotKeepItsTurnWhileTheServerWantsToBeLeftAlone) {
  const auto& site =
      serve_tls("a.example", {.on_request = [asked = 0](const std::string&) mutable {
                  return ++asked == 1 ? come_back_in("503 Busy", "1") : ordinary_page();
                }});
  map("a.example", site.port());
  limits.per_registrable_domain = 1;
  bool was_free = false;
  on_step_aside = [&](Pace& pace) { was_free = pace.try_take("", "a.example").has_value(); };
  EXPECT_EQ(visit("a.example").state, State::kAlive);
  EXPECT_TRUE(was_free);
  EXPECT_EQ(site.requests().size(), 2U);
}

TEST_F(HttpStageTest, SendsNoBrowserWhereTheServerWantsToBeLeftAlone) {
  ScriptedBrowsers scripted;
  scripted.finds = {{.error = ErrorClass::kNavigationFailed}};
  browsers = &scripted;
  const auto& busy = serve_tls("busy.example", always(come_back_in("503 Busy", "3600")));
  map("busy.example", busy.port());
  EXPECT_EQ(visit("busy.example").state, State::kRefused);
  EXPECT_EQ(scripted.visits, 0);
  const auto& refuses = serve_tls("refuses.example", always({.send = "HTTP/1.1 503 No\r\n"
                                                                     "Content-Length: 0\r\n\r\n"}));
  map("refuses.example", refuses.port());
  EXPECT_EQ(visit("refuses.example").state, State::kRefused);
  EXPECT_EQ(scripted.visits, 1);
}

TEST_F(HttpStageTest, DoesNotPayForThePagesThatAreJudgedBefore) {
  const auto& site = serve_tls("a.example", always(ordinary_page()));
  map("a.example", site.port());
  others_judge_for = 1200ms;
  EXPECT_EQ(visit("a.example", 1000ms).state, State::kAlive);
}

TEST_F(HttpStageTest, DoesNotPayForTheWaitForAWorker) {
  const auto& site = serve_tls("a.example", always(ordinary_page()));
  map("a.example", site.port());
  comes_back_after = 1200ms;
  EXPECT_EQ(visit("a.example", 1000ms).state, State::kAlive);
}

}  // namespace
}  // namespace tidemark::analyzer
