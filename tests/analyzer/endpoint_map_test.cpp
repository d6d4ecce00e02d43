// analyzer/dns/endpoint_map: what --map accepts, what it decides, and what Chromium is told.
#include "analyzer/dns/endpoint_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

EndpointMap map_of(const std::vector<std::string>& rules) {
  EndpointMap map;
  for (const auto& rule : rules) {
    const auto added = map.add(rule);
    EXPECT_TRUE(added) << added.error().message;
  }
  return map;
}

TEST(EndpointMap, WithoutRulesLeavesEverythingToDns) {
  const EndpointMap map;
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map.find("a.example", 443), std::nullopt);
}

TEST(EndpointMap, TheMostSpecificRuleDecidesWhateverTheOrderGiven) {
  const EndpointMap map = map_of(
      {"*=127.0.0.1:1", "*:80=127.0.0.1:2", "a.example=127.0.0.1:3", "a.example:443=127.0.0.1:4"});
  EXPECT_EQ(map.find("a.example", 443), (Endpoint{"127.0.0.1", 4}));
  EXPECT_EQ(map.find("a.example", 80), (Endpoint{"127.0.0.1", 3}));
  EXPECT_EQ(map.find("b.example", 80), (Endpoint{"127.0.0.1", 2}));
  EXPECT_EQ(map.find("b.example", 443), (Endpoint{"127.0.0.1", 1}));
}

TEST(EndpointMap, HttpAndHttpsOfOneNameCanGoToDifferentPorts) {
  const EndpointMap map = map_of({"a.example:80=127.0.0.1:8080", "a.example:443=127.0.0.1:8443"});
  EXPECT_EQ(map.find("a.example", 80)->port, 8080);
  EXPECT_EQ(map.find("a.example", 443)->port, 8443);
  EXPECT_EQ(map.find("a.example", 8000), std::nullopt);
}

TEST(EndpointMap, NamesCompareWithoutCaseAndRootDot) {
  const EndpointMap map = map_of({"A.Example.=127.0.0.1:1"});
  EXPECT_TRUE(map.find("a.EXAMPLE", 80));
  EXPECT_TRUE(map.find("a.example.", 80));
  EXPECT_FALSE(map.find("aa.example", 80));
}

TEST(EndpointMap, TakesIpv6OnBothSidesInAnySpelling) {
  const EndpointMap map = map_of({"[2001:DB8::0:1]:443=[::1]:8443", "[2001:db8::2]=[::1]:1"});
  EXPECT_EQ(map.find("2001:db8::1", 443), (Endpoint{"::1", 8443}));
  EXPECT_EQ(map.find("[2001:db8:0::1]", 443), (Endpoint{"::1", 8443}));
}

TEST(EndpointMap, RepeatingARuleIsFineContradictingItIsNot) {
  EndpointMap map = map_of({"a.example=127.0.0.1:1", "a.example=127.0.0.1:1"});
  EXPECT_EQ(map.find("a.example", 80), (Endpoint{"127.0.0.1", 1}));
  const auto contradiction = map.add("a.example=127.0.0.1:2");
  ASSERT_FALSE(contradiction);
  EXPECT_THAT(contradiction.error().message, HasSubstr("already mapped to 127.0.0.1:1"));
}

struct BadRule {
  std::string rule;
  std::string why;
};

class EndpointMapBadRule : public ::testing::TestWithParam<BadRule> {};

TEST_P(EndpointMapBadRule, IsRefusedWithItsReason) {
  EndpointMap map;
  const auto added = map.add(GetParam().rule);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(added.error().message, StartsWith("--map '"));
  EXPECT_THAT(added.error().message, HasSubstr(GetParam().why));
  EXPECT_THAT(added.error().message, HasSubstr("expected HOST[:PORT]=ADDR:PORT"));
  EXPECT_TRUE(map.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, EndpointMapBadRule,
    ::testing::Values(
        BadRule{"", "no '='"}, BadRule{"a.example", "no '='"},
        BadRule{"=127.0.0.1:80", "host is missing"}, BadRule{":80=127.0.0.1:80", "host is missing"},
        BadRule{"a.example=", "not numeric"}, BadRule{"a.example=localhost:80", "not numeric"},
        BadRule{"a.example=::1:80", "not numeric"},
        BadRule{"a.example=[127.0.0.1]:80", "not numeric"},
        BadRule{"a.example=[::1:80", "not numeric"}, BadRule{"a.example=127.0.0.1", "needs a port"},
        BadRule{"a.example=127.0.0.1:", "needs a port"},
        BadRule{"a.example=127.0.0.1:0", "needs a port"},
        BadRule{"a.example=127.0.0.1:65536", "needs a port"},
        BadRule{"a.example=127.0.0.1:80 ", "needs a port"},
        BadRule{"a.example:=127.0.0.1:80", "host's port"},
        BadRule{"a.example:http=127.0.0.1:80", "host's port"},
        BadRule{"[::1=127.0.0.1:80", "brackets"}, BadRule{"[::1]x=127.0.0.1:80", "brackets"},
        BadRule{"[a.example]=127.0.0.1:80", "no IPv6 address"},
        BadRule{"*.a.example=127.0.0.1:80", "not a pattern"},
        BadRule{"a?.example=127.0.0.1:80", "no host name"},
        BadRule{"a.example,MAP * 10.0.0.1=127.0.0.1:80", "not a pattern"},
        BadRule{"a.example b=127.0.0.1:80", "no host name"},
        BadRule{"a.example,b=127.0.0.1:80", "no host name"},
        BadRule{"m\u00fcnchen.example=127.0.0.1:80", "xn--"},
        BadRule{std::string("a\0b=127.0.0.1:80", 16), "no host name"},
        BadRule{std::string("a=127.0.0.1\0:80", 15), "not numeric"}));

TEST(EndpointMap, MessagesShowHostileRulesHarmlessly) {
  EndpointMap map;
  EXPECT_THAT(map.add("\x1b[31m").error().message, HasSubstr("\\x1b[31m"));
}

}  // namespace
}  // namespace tidemark::analyzer
