// Each clause of Pi-hole's parser, FTL's src/tools/gravity-parseList.c.
#include "analyzer/lists/pihole_line.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/lists/said.hpp"

namespace tidemark::analyzer {
namespace {

std::string block(std::string_view line) { return test::said_by(line, Dialect::kPihole); }
std::string allow(std::string_view line) { return test::said_by(line, Dialect::kPiholeAllowed); }
bool refuses(std::string_view line) { return block(line).starts_with("! "); }

const std::string kLabel63(63, 'a');

TEST(Pihole, DropsOneByteOrderMarkAndTheEndOfLine) {
  EXPECT_EQ(block("\xEF\xBB\xBF"
                  "a.example"),
            "name a.example");
  EXPECT_TRUE(
      refuses("\xEF\xBB\xBF\xEF\xBB\xBF"
              "a.example"));
  EXPECT_EQ(block("a.example \t\v\f\r"), "name a.example");
  EXPECT_EQ(block(""), "");
  EXPECT_EQ(block("\r"), "");
}

TEST(Pihole, PassesOverCommentsAndHeaders) {
  for (const char* line : {"! a.example", "# a.example", "; a.example", "[Adblock Plus]"}) {
    EXPECT_EQ(block(line), "") << line;
  }
  // Only in the first column.
  EXPECT_EQ(block(" ! a.example"), "! '!' is no domain for Pi-hole; name a.example");
}

TEST(Pihole, PassesOverCosmeticRulesButNotInTheFirstColumn) {
  for (const char* line : {"a.example##x", "a.example#$#x", "a.example#@#x", "a.example#?#x",
                           "a.example#%#x", "a.example ## b"}) {
    EXPECT_EQ(block(line), "") << line;
  }
  EXPECT_EQ(block("a.example#&x"), "name a.example");
  EXPECT_EQ(block("a.example # b ## c"), "name a.example");
}

TEST(Pihole, CutsAtTheHashAndAtANul) {
  EXPECT_EQ(block("a.example#b.example"), "name a.example");
  EXPECT_EQ(block("  # only a comment"), "");
  EXPECT_EQ(block(std::string_view("a.example\0 b.example", 20)), "name a.example");
}

TEST(Pihole, TakesEveryWord) {
  EXPECT_EQ(block("a.example b.example\tc.example"),
            "name a.example; name b.example; name c.example");
  EXPECT_EQ(block("a.example ||b.example^"), "name a.example; tree b.example");
  // The first character of the line is asked, not that of the word.
  EXPECT_EQ(block("||a.example^ b.example"),
            "tree a.example; ! 'b.example' is no domain for Pi-hole");
}

TEST(Pihole, PassesOverAddresses) {
  EXPECT_EQ(block("0.0.0.0 a.example"), "name a.example");
  EXPECT_EQ(block("203.0.113.9 a.example"), "name a.example");
  EXPECT_EQ(block("::1 2001:db8::1 1.2.3.4"), "");
  EXPECT_TRUE(refuses("fe80::1%lo0"));
  // No addresses for inet_pton, and then names.
  EXPECT_EQ(block("1.2.3"), "name 1.2.3");
  EXPECT_EQ(block("999.1.1.1"), "name 999.1.1.1");
  EXPECT_EQ(block("01.2.3.4"), "name 01.2.3.4");
}

TEST(Pihole, StripsOneTrailingDotAndLowersCase) {
  EXPECT_EQ(block("A.Example."), "name a.example");
  EXPECT_EQ(block("."), "");
  EXPECT_EQ(block("||A.Example^."), "tree a.example");
  // A second one stays, and passes.
  EXPECT_EQ(block("a.example.."), "name a.example.");
}

TEST(Pihole, ChecksLengths) {
  EXPECT_EQ(block(kLabel63 + ".example"), "name " + kLabel63 + ".example");
  EXPECT_TRUE(refuses("a" + kLabel63 + ".example"));
  // Not that of the last label.
  EXPECT_EQ(block("example.a" + kLabel63), "name example.a" + kLabel63);
  std::string longest = kLabel63 + "." + kLabel63 + "." + kLabel63 + "." + kLabel63;
  ASSERT_EQ(longest.size(), 255U);
  EXPECT_EQ(block(longest), "name " + longest);
  EXPECT_TRUE(refuses(longest + "a"));
}

TEST(Pihole, ChecksCharactersAndLabels) {
  EXPECT_EQ(block("a_b.c-d.9.example"), "name a_b.c-d.9.example");
  EXPECT_TRUE(refuses("a+b.example"));
  EXPECT_TRUE(refuses("bücher.example"));
  EXPECT_TRUE(refuses("a..example"));
  EXPECT_TRUE(refuses(".a.example"));
  EXPECT_TRUE(refuses("single"));
  EXPECT_TRUE(refuses("*.a.example"));
  EXPECT_TRUE(refuses("http://a.example"));
}

TEST(Pihole, AllowsHyphensButAtTheEdgesOfTheLastLabel) {
  EXPECT_EQ(block("-a-.b.example"), "name -a-.b.example");
  EXPECT_TRUE(refuses("a.-example"));
  EXPECT_TRUE(refuses("a.example-"));
}

TEST(Pihole, TakesAdblockStyleWithNothingBehind) {
  EXPECT_EQ(block("||a.example^"), "tree a.example");
  EXPECT_EQ(block("||tld^"), "tree tld");
  EXPECT_EQ(block("||1.2.3.4^"), "tree 1.2.3.4");
  for (const char* line : {"||a.example", "||a.example^$important", "||a.example^|", "||^",
                           "|a.example^", "||*.a.example^", "@@||a.example^", "/regex/"}) {
    EXPECT_TRUE(refuses(line)) << line;
  }
}

TEST(Pihole, DoesNotReportLocalNames) {
  for (const char* name : {"localhost", "localhost.localdomain", "local", "broadcasthost",
                           "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix",
                           "ip6-allnodes", "ip6-allrouters", "ip6-allhosts"}) {
    const std::string said = block(std::string("127.0.0.1 ") + name);
    // One of them is a name like any other.
    EXPECT_EQ(said,
              std::string(name) == "localhost.localdomain" ? "name localhost.localdomain" : "")
        << name;
  }
  EXPECT_TRUE(refuses("127.0.0.1 localhost4"));
}

TEST(Pihole, ReadsAllowlistsTheOtherWayRound) {
  EXPECT_EQ(allow("@@||a.example^"), "allow tree a.example");
  EXPECT_EQ(allow("a.example"), "allow name a.example");
  EXPECT_EQ(allow("||a.example^").substr(0, 1), "!");
  EXPECT_EQ(allow("@@|a.example^").substr(0, 1), "!");
}

}  // namespace
}  // namespace tidemark::analyzer
