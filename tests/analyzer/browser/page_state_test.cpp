// What the events of a tab say about the answer that brought its document.
#include "analyzer/browser/page_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tidemark::analyzer {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class PageStateTest : public ::testing::Test {
 protected:
  void take(const char* method, const json& params) { page_.take(method, params, steady_now()); }
  void ask(const std::string& id, const std::string& frame = "F") {
    take("Network.requestWillBeSent", {{"requestId", id},
                                       {"type", "Document"},
                                       {"frameId", frame},
                                       {"request", {{"url", "http://a.example/"}}}});
  }
  void answer(const std::string& id, const json& headers, const std::string& frame = "F") {
    take("Network.responseReceived", {{"requestId", id},
                                      {"loaderId", id},
                                      {"type", "Document"},
                                      {"frameId", frame},
                                      {"response", {{"status", 403}, {"headers", headers}}}});
  }
  void tell_all(const std::string& id, const json& headers) {
    take("Network.responseReceivedExtraInfo", {{"requestId", id}, {"headers", headers}});
  }

  PageState page_{"F"};
};

TEST_F(PageStateTest, TellsTheHeadersOfTheDocumentThatIsShown) {
  ask("1");
  answer("1", {{"Server", "DataDome"}, {"X-DD-B", "1"}});
  EXPECT_THAT(page_.headers(), IsEmpty());
  EXPECT_THAT(page_.answered_headers(),
              ElementsAre(Pair("server", "DataDome"), Pair("x-dd-b", "1")));
  page_.commit("1");
  EXPECT_EQ(page_.headers(), page_.answered_headers());
  ask("2");
  answer("2", {{"Server", "other"}});
  EXPECT_THAT(page_.headers(), ElementsAre(Pair("server", "DataDome"), Pair("x-dd-b", "1")));
  page_.commit("2");
  EXPECT_THAT(page_.headers(), ElementsAre(Pair("server", "other")));
  page_.commit("3");  // about:blank is no answer
  EXPECT_THAT(page_.headers(), IsEmpty());
}

TEST_F(PageStateTest, TakesCookiesWheneverTheyAreTold) {
  const json raw{{"Server", "x"}, {"Set-Cookie", "a=1\nb=2; Path=/"}};
  const auto whole = ElementsAre(Pair("server", "x"), Pair("set-cookie", "a=1"),
                                 Pair("set-cookie", "b=2; Path=/"));
  ask("before");
  tell_all("before", raw);
  answer("before", {{"Server", "x"}});
  page_.commit("before");
  EXPECT_THAT(page_.headers(), whole);
  ask("between");
  answer("between", {{"Server", "x"}});
  tell_all("between", raw);
  page_.commit("between");
  EXPECT_THAT(page_.headers(), whole);
  ask("after");
  answer("after", {{"Server", "x"}});
  page_.commit("after");
  EXPECT_THAT(page_.headers(), ElementsAre(Pair("server", "x")));
  tell_all("after", raw);
  EXPECT_THAT(page_.headers(), whole);
}

TEST_F(PageStateTest, LeavesOutTheCookiesOfRedirectsFramesAndOtherRequests) {
  ask("1");
  tell_all("1", {{"Set-Cookie", "hop=1"}});
  ask("1");
  tell_all("1", {{"Server", "x"}});
  answer("1", {{"Server", "x"}});
  page_.commit("1");
  ask("2", "SUB");
  tell_all("2", {{"Set-Cookie", "frame=1"}});
  answer("2", {{"Server", "frame"}}, "SUB");
  tell_all("3", {{"Set-Cookie", "picture=1"}});
  EXPECT_THAT(page_.headers(), ElementsAre(Pair("server", "x")));
}

TEST_F(PageStateTest, BoundsWhatAServerMaySay) {
  json headers;
  for (int i = 0; i < 300; ++i) headers["X-" + std::to_string(i)] = "v";
  ask("1");
  answer("1", headers);
  EXPECT_EQ(page_.answered_headers().size(), 100U);
  tell_all("1", {{"Set-Cookie", std::string(1000, '\n')}});
  EXPECT_EQ(page_.answered_headers().size(), 200U);
  answer("1", {{"long", std::string(3000, 'x')}, {std::string(200, 'n'), "v"}, {"number", 1}});
  tell_all("1", json::array());
  EXPECT_THAT(page_.answered_headers(), IsEmpty());
  answer("1", "no headers");
  EXPECT_THAT(page_.answered_headers(), IsEmpty());
}

}  // namespace
}  // namespace tidemark::analyzer
