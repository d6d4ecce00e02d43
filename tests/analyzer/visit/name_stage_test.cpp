// Where a visit may connect: counted at real listeners.
#include "analyzer/visit/name_stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analyzer/visit/visit_fixture.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using NameStageTest = VisitFixture;

TEST_F(NameStageTest, RefusesAPrivateAddressBeforeAnythingIsConnected) {
  const auto& site = serve_tls("inside.example", always(ordinary_page()));
  names["inside.example"] = {"127.0.0.1"};
  ports[443] = ports[80] = site.port();
  const DomainResult result = visit("inside.example");
  EXPECT_EQ(site.connections(), 0);
  EXPECT_EQ(transfers, 0);
  EXPECT_EQ(result.state, State::kUnreachable);
  EXPECT_EQ(result.cause, ErrorClass::kAddressForbidden);
  ASSERT_NE(verdict_on(result, Stage::kConnect), nullptr);
  EXPECT_FALSE(verdict_on(result, Stage::kConnect)->passed);
  EXPECT_EQ(verdict_on(result, Stage::kConnect)->error, ErrorClass::kAddressForbidden);
  EXPECT_THAT(verdict_on(result, Stage::kConnect)->evidence, HasSubstr("127.0.0.1 is a loopback"));
  EXPECT_TRUE(verdict_on(result, Stage::kDns)->passed);
}

TEST_F(NameStageTest, GoesThereWhenPrivateAddressesAreAllowed) {
  const auto& site = serve_tls("inside.example", always(ordinary_page()));
  names["inside.example"] = {"127.0.0.1"};
  ports[443] = ports[80] = site.port();
  policy.allow_private = true;
  const DomainResult result = visit("inside.example");
  EXPECT_EQ(site.connections(), 1);
  EXPECT_EQ(result.state, State::kAlive);
}

TEST_F(NameStageTest, RefusesEveryKindOfAddressThatIsNotPublic) {
  for (const char* address :
       {"10.1.2.3", "169.254.169.254", "0.0.0.0", "::1", "::ffff:127.0.0.1", "fd00:ec2::254"}) {
    names["inside.example"] = {address};
    EXPECT_EQ(locate("https://inside.example/"), std::unexpected(ErrorClass::kAddressForbidden))
        << address;
  }
}

TEST_F(NameStageTest, TakesOnlyThePublicOnesOfSeveralAddressesAndNotMoreThanTwo) {
  names["many.example"] = {"10.1.2.3", "1.1.1.1", "127.0.0.1", "8.8.8.8", "9.9.9.9"};
  const auto found = locate("http://many.example:8080/");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), 2U);
  for (const Endpoint& endpoint : *found) {
    EXPECT_EQ(scope_of(endpoint.address), AddressScope::kPublic) << endpoint.address;
    EXPECT_EQ(endpoint.port, 8080);
  }
}

TEST_F(NameStageTest, RefusesAPrivateAddressAfterARedirectToo) {
  const auto& inside = serve(always(ordinary_page()));
  const std::string port = std::to_string(inside.port());
  names["inside.example"] = {"127.0.0.1"};
  std::string target;
  const auto& outside = serve_tls(
      "outside.example", {.on_request = [&](const std::string&) { return redirect_to(target); }});
  map("outside.example", outside.port());
  const std::vector<std::string> targets = {"http://inside.example:" + port + "/",
                                            "http://127.0.0.1:" + port + "/",
                                            "http://[::ffff:127.0.0.1]:" + port + "/"};
  for (const std::string& each : targets) {
    target = each;
    transfers = 0;
    const DomainResult result = visit("outside.example");
    EXPECT_EQ(transfers, 1) << target;
    EXPECT_EQ(inside.connections(), 0) << target;
    EXPECT_EQ(result.cause, ErrorClass::kAddressForbidden);
    // Where it led from stays on record.
    ASSERT_EQ(urls_tried(result).size(), 2U);
    EXPECT_EQ(result.attempts.front().status, 302);
    EXPECT_EQ(result.attempts.back().error, ErrorClass::kAddressForbidden);
    EXPECT_EQ(verdict_on(result, Stage::kConnect)->error, ErrorClass::kAddressForbidden);
  }
}

TEST_F(NameStageTest, FollowsThatRedirectWherePrivateAddressesAreAllowed) {
  const auto& inside = serve(always(ordinary_page()));
  names["inside.outside.example"] = {"127.0.0.1"};
  const auto& outside = serve_tls(
      "outside.example",
      always(redirect_to("http://inside.outside.example:" + std::to_string(inside.port()) + "/")));
  map("outside.example", outside.port());
  policy.allow_private = true;
  EXPECT_EQ(visit("outside.example").state, State::kAlive);
  EXPECT_EQ(inside.connections(), 1);
}

// An HTTP request may be a command to what listens there.
TEST_F(NameStageTest, FollowsNoRedirectToAPortThatIsNoWebServers) {
  const auto& mail = serve(always(ordinary_page()));
  names["mail.example"] = {"127.0.0.1"};
  ports[25] = mail.port();
  policy.allow_private = true;
  const auto& site =
      serve_tls("site.example", always(redirect_to("http://mail.example:25/x%0d%0aHELO")));
  map("site.example", site.port());
  const DomainResult result = visit("site.example");
  EXPECT_EQ(mail.connections(), 0);
  EXPECT_EQ(result.cause, ErrorClass::kBadRedirect);
  EXPECT_EQ(result.attempts.back().detail, "port 25 is not one of web servers");
}

TEST_F(NameStageTest, TakesAMapForPermission) {
  const auto& site = serve_tls("mapped.example", always(ordinary_page()));
  map("mapped.example", site.port());
  names["mapped.example"] = {"10.1.2.3"};
  EXPECT_EQ(visit("mapped.example").state, State::kAlive);
  EXPECT_EQ(site.connections(), 1);
  EXPECT_THAT(names_asked(), IsEmpty());
  options.resolve_mapped = true;
  const DomainResult resolved = visit("mapped.example");
  EXPECT_EQ(resolved.state, State::kAlive);
  EXPECT_EQ(site.connections(), 2);
  EXPECT_THAT(resolved.name.addresses, ElementsAre("10.1.2.3"));
}

TEST_F(NameStageTest, AMapDoesNotMakeANameThatDnsDenies) {
  const auto& site = serve_tls("gone.example", always(ordinary_page()));
  map("gone.example", site.port());
  options.resolve_mapped = true;
  const DomainResult result = visit("gone.example");
  EXPECT_EQ(result.cause, ErrorClass::kDnsNxdomain);
  EXPECT_EQ(site.connections(), 0);
}

TEST_F(NameStageTest, AsksOncePerName) {
  const auto& site =
      serve_tls("turning.example", {.on_request = [](const std::string& request) {
                  return request.starts_with("GET / ") ? redirect_to("/next") : ordinary_page();
                }});
  names["turning.example"] = {"127.0.0.1"};
  ports[443] = site.port();
  policy.allow_private = true;
  EXPECT_EQ(visit("turning.example").final_url, "https://turning.example/next");
  EXPECT_THAT(names_asked(), ElementsAre("turning.example"));
}

}  // namespace
}  // namespace tidemark::analyzer
