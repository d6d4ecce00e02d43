// What the analyzer's rules make of each vendor's wall as the simulator serves it: neither side
// knows the other, both follow what is known of the vendors.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>

#include "tests/harness/site_server_fixture.hpp"
#include "tests/support/labelled_response.hpp"

namespace tidemark::harness {
namespace {

using analyzer::Protection;
using analyzer::State;
using testing::HasSubstr;

// One vendor, as the scenario and as the rules name it, and what its walls are.
struct VendorCase {
  const char* vendor;
  const char* in_rules;
  std::optional<unsigned> challenge_status;
  std::optional<unsigned> block_status;
};

void PrintTo(const VendorCase& vendor, std::ostream* out) { *out << vendor.vendor; }

constexpr std::array kVendors = {
    VendorCase{"cloudflare", "cloudflare", 403, 403}, VendorCase{"akamai", "akamai", 428, 403},
    VendorCase{"datadome", "datadome", 403, 403},     VendorCase{"human", "human", 403, 403},
    VendorCase{"kasada", "kasada", 429, 403},         VendorCase{"imperva", "imperva", 200, 403},
    VendorCase{"aws_waf", "aws-waf", 202, 403},       VendorCase{"f5", "f5", std::nullopt, 200},
    VendorCase{"vercel", "vercel", 429, std::nullopt}};

class WallTest : public SiteTest, public testing::WithParamInterface<VendorCase> {
 protected:
  void serve_kind(const std::string& kind, const std::string& more = "") {
    serve_one(R"({"kind": ")" + kind + R"(", "vendor": ")" + GetParam().vendor + "\"" + more + "}");
  }

  // What the analyzer says of an answer.
  static analyzer::Verdict judge(const Answer& answer) {
    static const analyzer::RuleBook rules = analyzer::RuleBook::built_in();
    return tests::judge(tests::parse_labelled_response(
                            "served", "# domain: a.com\n" + answer.head + "\r\n" + answer.body),
                        rules);
  }

  // The vendor was seen so and no other vendor was seen at all.
  static void expect_only(const analyzer::Verdict& verdict, Protection protection) {
    auto strongest = Protection::kPresent;
    for (const analyzer::VendorSighting& sighting : verdict.protections) {
      EXPECT_EQ(sighting.vendor, GetParam().in_rules) << sighting.rule;
      strongest = std::max(strongest, sighting.protection);
    }
    EXPECT_FALSE(verdict.protections.empty());
    EXPECT_EQ(strongest, protection);
  }
};

INSTANTIATE_TEST_SUITE_P(Vendors, WallTest, testing::ValuesIn(kVendors),
                         [](const auto& test) { return std::string(test.param.vendor); });

TEST_P(WallTest, ChallengeIsJudgedAChallengeUntilItPasses) {
  if (!GetParam().challenge_status) GTEST_SKIP() << "the vendor has no challenge";
  serve_kind("challenge", R"(, "passes_after": 1, "reload_ms": 4321)");
  const Answer page = http().get("a.com");
  EXPECT_EQ(page.status, GetParam().challenge_status);
  const analyzer::Verdict verdict = judge(page);
  EXPECT_EQ(verdict.state, State::kChallenge);
  EXPECT_EQ(verdict.vendor, GetParam().in_rules);
  expect_only(verdict, Protection::kChallenge);
  const std::string cookies = page.header("Set-Cookie");
  EXPECT_EQ(http().get("a.com", "/", "Cookie: tm_loads=1\r\n").status, 200U) << cookies;
}

TEST_P(WallTest, ChallengeReloadsByAScriptOfItsOwnHost) {
  if (!GetParam().challenge_status) GTEST_SKIP() << "the vendor has no challenge";
  serve_kind("challenge", R"(, "reload_ms": 4321)");
  const std::string page = http().get("a.com").body;
  if (page.find("location.reload(), 4321") != std::string::npos) return;
  // The first script that the page loads from its own host; Cloudflare's is named in a script.
  std::size_t at = page.find("src=\"/");
  at = at == std::string::npos ? page.find("src = '/") + 7 : at + 5;
  ASSERT_LT(at, page.size());
  const std::string path = page.substr(at, page.find_first_of("\"'", at) - at);
  const Answer script = http().get("a.com", path);
  EXPECT_EQ(script.header("Content-Type"), "application/javascript");
  EXPECT_THAT(script.body, HasSubstr("location.reload(), 4321"));
}

TEST_P(WallTest, BlockIsJudgedABlock) {
  if (!GetParam().block_status) GTEST_SKIP() << "the vendor has no block";
  serve_kind("block");
  const Answer page = http().get("a.com", "/any/path");
  EXPECT_EQ(page.status, GetParam().block_status);
  const analyzer::Verdict verdict = judge(page);
  EXPECT_EQ(verdict.state, State::kBlocked);
  EXPECT_EQ(verdict.vendor, GetParam().in_rules);
  expect_only(verdict, Protection::kBlock);
}

TEST_P(WallTest, PresentIsAnOrdinaryPageOfWhichTheVendorIsKnown) {
  serve_kind("present");
  const Answer page = http().get("a.com");
  const analyzer::Verdict verdict = judge(page);
  EXPECT_EQ(verdict.state, State::kAlive);
  expect_only(verdict, Protection::kPresent);
  EXPECT_THAT(page.body, HasSubstr("</html>"));
}

TEST_P(WallTest, TheSchemaRefusesWhatTheVendorDoesNotHave) {
  for (const auto& [kind, status] : {std::pair("challenge", GetParam().challenge_status),
                                     std::pair("block", GetParam().block_status)}) {
    const auto scenario = parse_scenario(
        std::string(R"({"name": "n", "sites": [{"hosts": ["a.com"], "behavior": {"kind": ")") +
            kind + R"(", "vendor": ")" + GetParam().vendor + R"("}}]})",
        "test");
    EXPECT_EQ(scenario.has_value(), status.has_value()) << kind;
  }
}

TEST_F(SiteTest, PagesOfNobodyShowNoVendor) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "page"}},
           {"hosts": ["b.com"], "behavior": {"kind": "refuse"}},
           {"hosts": ["c.com"], "behavior": {"kind": "challenge", "signal": false}})");
  static const analyzer::RuleBook rules = analyzer::RuleBook::built_in();
  for (const char* host : {"a.com", "b.com", "c.com"}) {
    const Answer page = http().get(host);
    const auto verdict = tests::judge(
        tests::parse_labelled_response("served", page.head + "\r\n" + page.body), rules);
    EXPECT_TRUE(verdict.protections.empty()) << host;
  }
}

}  // namespace
}  // namespace tidemark::harness
