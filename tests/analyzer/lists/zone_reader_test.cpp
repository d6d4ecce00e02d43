#include "analyzer/lists/zone_reader.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/lists/said.hpp"

namespace tidemark::analyzer {
namespace {

using test::said_by;

std::string refusal(std::string_view lines) {
  const std::string said = said_by(lines);
  if (!said.starts_with("! '")) return "taken: " + said;
  return said.substr(said.rfind("' ") + 2);
}

TEST(PolicyZone, BlocksByEveryActionThatHidesTheName) {
  EXPECT_EQ(said_by("a.example CNAME .\nb.example IN CNAME *.\nc.example 60 IN CNAME rpz-drop.\n"
                    "d.example A 0.0.0.0\ne.example AAAA ::"),
            "name a.example; name b.example; name c.example; name d.example; name e.example");
  EXPECT_EQ(said_by("*.a.example CNAME ."), "below a.example");
  EXPECT_EQ(said_by("a.example CNAME rpz-passthru. ; fine\n*.a.example CNAME rpz-passthru."),
            "allow name a.example; allow below a.example");
  EXPECT_EQ(said_by("a.example CNAME a.example."), "allow name a.example");
}

TEST(PolicyZone, HasAHeadThatSaysNothing) {
  EXPECT_EQ(said_by("$TTL 1h\n"
                    "@ IN SOA localhost. root.localhost. (\n"
                    "   2024010101 ; serial\n   1h 15m\n   30d 2h )\n"
                    "  IN NS localhost.\n"
                    "@ NS localhost.\n"
                    "; comment\n"
                    "a.example CNAME . ; why\n"),
            "name a.example");
  EXPECT_EQ(said_by("@ SOA a. b. 1 2 3 4 5\na.example CNAME ."), "name a.example");
}

TEST(PolicyZone, HasAnSoaWhoseValuesLookLikeNames) {
  EXPECT_EQ(said_by("@ IN SOA a. b. (\n 1\n3600\n# 600\n 600\n 86400\n 60\n)\na.example CNAME ."),
            "name a.example");
}

TEST(PolicyZone, LosesNoMoreThanARecordToAnOpenParenthesis) {
  EXPECT_EQ(said_by("a.example TXT \"(\"\n0.0.0.0 b.example").substr(0, 2), "! ");
  EXPECT_TRUE(said_by("a.example TXT \"(\"\n0.0.0.0 b.example").ends_with("; name b.example"));
  std::string list = "@ SOA a. b. (\n";
  for (int i = 0; i < 100; ++i) list += "0.0.0.0 n" + std::to_string(i) + ".example\n";
  const std::string said = said_by(list);
  EXPECT_NE(said.find("that nothing closes: the lines between are lost; name n"), std::string::npos)
      << said;
  EXPECT_TRUE(said.ends_with("name n99.example")) << said;
}

TEST(PolicyZone, BoundsItsOrigin) {
  std::string list;
  for (int i = 0; i < 2000; ++i) list += "$ORIGIN abc\n";
  EXPECT_NE(said_by(list).find("makes a name that is longer than DNS has"), std::string::npos);
}

TEST(PolicyZone, HasOwnersRelativeToTheZone) {
  EXPECT_EQ(said_by("$ORIGIN rpz.local.\na.example CNAME .\nb.example.rpz.local. CNAME ."),
            "name a.example; name b.example");
  EXPECT_EQ(said_by("rpz.local. SOA a. b. 1 2 3 4 5\nb.example.RPZ.local. CNAME ."),
            "name b.example");
  EXPECT_EQ(said_by("$ORIGIN rpz.local.\n$ORIGIN example.rpz.local.\na CNAME .\n$ORIGIN "
                    "rpz.local.\nb.example CNAME ."),
            "name a.example; name b.example");
  EXPECT_EQ(said_by("$ORIGIN rpz.local.\n$ORIGIN example\na CNAME ."), "name a.example");
  EXPECT_EQ(refusal("$ORIGIN rpz.local.\na.example. CNAME ."), "is outside of the zone");
  EXPECT_EQ(refusal("a.example. CNAME ."),
            "is an absolute name, and nothing says which zone this is ($ORIGIN or SOA)");
}

TEST(PolicyZone, RepeatsTheOwnerWhereALineBeginsWithABlank) {
  EXPECT_EQ(said_by("a.example A 0.0.0.0\n  AAAA ::"), "name a.example; name a.example");
}

TEST(PolicyZone, IsNotReadIntoSentences) {
  EXPECT_EQ(refusal("not a rule at all"), "is neither a name nor a rule of a known format");
  EXPECT_EQ(refusal("this is a test"), "is neither a name nor a rule of a known format");
}

TEST(PolicyZone, RefusesWhatBlocksNoName) {
  EXPECT_EQ(refusal("32.4.3.2.1.rpz-ip CNAME ."),
            "is triggered by an address or a name server, not by a domain");
  EXPECT_EQ(refusal("24.0.2.0.192.rpz-client-ip CNAME rpz-drop."),
            "is triggered by an address or a name server, not by a domain");
  EXPECT_EQ(refusal("ns.example.rpz-nsdname CNAME ."),
            "is triggered by an address or a name server, not by a domain");
  EXPECT_EQ(refusal("a.example CNAME rpz-tcp-only."),
            "only makes clients ask over TCP (rpz-tcp-only)");
  EXPECT_EQ(refusal("a.example CNAME walled.example."),
            "redirects to another name instead of blocking");
  EXPECT_EQ(refusal("a.example A 192.0.2.1"), "redirects to another machine instead of blocking");
  EXPECT_EQ(refusal("a.example TXT \"x;y\""), "is data of the name, not a block");
  EXPECT_EQ(refusal("$INCLUDE other.zone"), "is a directive that lists cannot follow");
}

}  // namespace
}  // namespace tidemark::analyzer
