// Every format, line by line.
#include "analyzer/lists/list_reader.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/lists/said.hpp"

namespace tidemark::analyzer {
namespace {

using test::said_by;

// The reason alone: what is refused is quoted before it.
std::string refusal(std::string_view line) {
  const std::string said = said_by(line);
  if (!said.starts_with("! '")) return "taken: " + said;
  return said.substr(said.rfind("' ") + 2);
}

TEST(PlainNames, AreTakenAsPeopleWriteThem) {
  EXPECT_EQ(said_by("Ads.Example.COM"), "name ads.example.com");
  EXPECT_EQ(said_by("  ads.example. \r"), "name ads.example");
  EXPECT_EQ(said_by("ads.example # why"), "name ads.example");
  EXPECT_EQ(said_by("ads.example#why"), "name ads.example");
  EXPECT_EQ(said_by("ads.example\tother.example"), "name ads.example; name other.example");
  EXPECT_EQ(said_by("bücher.example"), "name xn--bcher-kva.example");
  EXPECT_EQ(said_by("https://ads.example/"), "name ads.example");
  EXPECT_EQ(said_by("HTTP://ads.example:443"), "name ads.example");
  EXPECT_EQ(said_by("ads.example:80"), "name ads.example");
  EXPECT_EQ(said_by("ads.example/"), "name ads.example");
}

TEST(PlainNames, ThatNameLessThanAHostAreRefused) {
  EXPECT_EQ(refusal("https://ads.example/banner?x#y"),
            "is one page, not a domain; give the host alone");
  EXPECT_EQ(refusal("ads.example/path"), "is one page, not a domain; give the host alone");
  EXPECT_EQ(refusal("ads.example:8080"), "is one port of a host, not a domain");
  EXPECT_EQ(refusal("ftp://ads.example"), "is no web address");
  EXPECT_EQ(refusal("http://user@ads.example"), "has a user's name before the host");
  EXPECT_EQ(refusal("somebody@ads.example"), "has a user's name before the host");
}

TEST(PlainNames, OfWholeSuffixesAreRefused) {
  EXPECT_EQ(refusal("co.uk"), "is a public suffix: the names below it belong to different people");
  EXPECT_EQ(refusal("||github.io^"),
            "is a public suffix: the names below it belong to different people");
  EXPECT_EQ(said_by("@@||github.io^"), "allow tree github.io");
  EXPECT_EQ(said_by("someone.github.io"), "name someone.github.io");
  test::SaidSink sink;
  ListReader lenient(sink, {.refuse_suffixes = false});
  lenient.read("github.io");
  EXPECT_EQ(sink.text(), "name github.io");
}

TEST(PlainNames, ThatAreNoneAreRefusedWithTheReason) {
  EXPECT_EQ(refusal("localhost"), "is a single word, not a domain");
  EXPECT_EQ(refusal("1.2.3.4"), "is an address, not a domain");
  EXPECT_EQ(refusal("2001:db8::1"), "is an address, not a domain");
  EXPECT_EQ(refusal("http://1.2.3.4/"), "is an address, not a domain");
  EXPECT_EQ(refusal("the quick brown fox."), "is neither a name nor a rule of a known format");
  EXPECT_EQ(refusal(std::string_view("a\0b.example", 11)), "has a character that no host name has");
  EXPECT_EQ(said_by("evil\x1b[2J.example").find('\x1b'), std::string::npos);
}

TEST(Comments, SayNothing) {
  EXPECT_EQ(said_by("\n \t\r\n# a.example\n! b.example\n; c.example\n// d.example\n#e.example\n"),
            "");
  EXPECT_EQ(said_by("[Adblock Plus 2.0]\n## Section\n####\n"), "");
  EXPECT_EQ(said_by("# ü in Latin-1: \xFC\na.example # \xFC"), "name a.example");
}

TEST(Comments, MayHoldWebAddresses) {
  EXPECT_EQ(said_by("0.0.0.0 a.example # see https://b.example/x#y"), "name a.example");
  EXPECT_EQ(said_by("a.example # https://b.example/"), "name a.example");
  EXPECT_EQ(said_by("https://a.example/ # why\nhttps://b.example/#top # why").substr(0, 14),
            "name a.example");
  EXPECT_EQ(refusal("https://b.example/#top # why"),
            "is one page, not a domain; give the host alone");
  EXPECT_EQ(refusal("a.example##a[href^=\"https://b.example\"]"),
            "is a cosmetic rule: it hides parts of pages");
}

TEST(ByteOrderMarks, MayStandAtTheBeginningOfAnyLine) {
  EXPECT_EQ(said_by("\xEF\xBB\xBF"
                    "a.example\n\xEF\xBB\xBF"
                    "b.example\n\xEF\xBB\xBF# c.example"),
            "name a.example; name b.example");
}

TEST(Hosts, BlockWhatGetsAnAddressOfNowhere) {
  EXPECT_EQ(said_by("0.0.0.0 a.example"), "name a.example");
  EXPECT_EQ(said_by("127.0.0.1\ta.example  b.example # c.example"),
            "name a.example; name b.example");
  EXPECT_EQ(said_by(":: a.example\n::1 b.example\n127.1.2.3 c.example"),
            "name a.example; name b.example; name c.example");
}

TEST(Hosts, HeadersArePassedOver) {
  EXPECT_EQ(
      said_by("127.0.0.1 localhost\n127.0.0.1 localhost.localdomain\n127.0.0.1 local\n"
              "255.255.255.255 broadcasthost\n::1 localhost ip6-loopback\nfe80::1%lo0 localhost\n"
              "ff00::0 ip6-mcastprefix\nff02::1 ip6-allnodes\n0.0.0.0 0.0.0.0\n"),
      "");
}

TEST(Hosts, RedirectsAreNoBlocks) {
  EXPECT_EQ(refusal("203.0.113.9 intranet.example"),
            "redirects to another machine instead of blocking");
  EXPECT_EQ(refusal("2001:db8::5 intranet.example"),
            "redirects to another machine instead of blocking");
}

TEST(Hosts, RefuseOneNameAndTakeTheOthers) {
  EXPECT_EQ(said_by("0.0.0.0 a.example b..example c.example"),
            "name a.example; ! 'b..example' has an empty label; name c.example");
  EXPECT_EQ(refusal("0.0.0.0"), "is an address, not a domain");
  EXPECT_EQ(refusal("0.0.0.0 10.0.0.1"), "is an address, not a domain");
}

TEST(Wildcards, ReachTheNameAndAllBelow) {
  EXPECT_EQ(said_by("*.ads.example\n.track.example"), "tree ads.example; tree track.example");
  EXPECT_EQ(refusal("ads.*.example"), "has a wildcard inside: a pattern, not a name");
  EXPECT_EQ(refusal("*ads.example"), "has a wildcard inside: a pattern, not a name");
  EXPECT_EQ(refusal("*.com"), "is a single word, not a domain");
}

TEST(Adblock, RulesThatDnsCanFollowAreTaken) {
  EXPECT_EQ(said_by("||ads.example^"), "tree ads.example");
  EXPECT_EQ(said_by("||ads.example^|"), "tree ads.example");
  EXPECT_EQ(said_by("||*.ads.example^"), "below ads.example");
  EXPECT_EQ(said_by("|ads.example^"), "name ads.example");
  EXPECT_EQ(said_by("@@||good.example^"), "allow tree good.example");
  EXPECT_EQ(said_by("@@|good.example^|"), "allow name good.example");
  EXPECT_EQ(said_by("||ads.example^$important"), "important tree ads.example");
  EXPECT_EQ(said_by("@@||ads.example^$important"), "allow important tree ads.example");
  EXPECT_EQ(said_by("||ads.example^$dnsrewrite=0.0.0.0"), "tree ads.example");
  EXPECT_EQ(said_by("||ads.example^$dnsrewrite=NXDOMAIN"), "tree ads.example");
}

TEST(Adblock, ModifiersThatSaySomethingElseAreNamed) {
  EXPECT_EQ(refusal("||a.example^$client=kids"), "holds for some clients only ($client)");
  EXPECT_EQ(refusal("||a.example^$ctag=device_tv"), "holds for some kinds of client only ($ctag)");
  EXPECT_EQ(refusal("||a.example^$dnstype=AAAA"), "holds for some record types only ($dnstype)");
  EXPECT_EQ(refusal("||a.example^$denyallow=b.example"), "has exceptions of its own ($denyallow)");
  EXPECT_EQ(refusal("||a.example^$important,badfilter"), "switches another rule off ($badfilter)");
  EXPECT_EQ(refusal("||a.example^$dnsrewrite=192.0.2.1"),
            "answers with something else instead of blocking ($dnsrewrite)");
  EXPECT_EQ(refusal("||a.example^$third-party"),
            "has a modifier that DNS cannot follow ($third-party)");
  EXPECT_EQ(refusal("||a.example^$\x1b[2J"), "has a modifier that DNS cannot follow ($\\x1b[2J)");
  EXPECT_EQ(refusal("||a.example^$"), "taken: tree a.example");
}

TEST(Adblock, PatternsAreNoNames) {
  EXPECT_EQ(refusal("||ads.example"), "has no ^ at its end: it matches longer names, too");
  EXPECT_EQ(refusal("||ads.example/banner^"), "is about a path, not a domain");
  EXPECT_EQ(refusal("||ads*.example^"), "is a pattern, not a name");
  EXPECT_EQ(refusal("||1.2.3.4^"), "is an address, not a domain");
  EXPECT_EQ(refusal("||com^"), "is a single word, not a domain");
  EXPECT_EQ(refusal("@@ads.example^"),
            "is not anchored with ||: it matches inside other names, too");
  EXPECT_EQ(
      refusal("ads.example^"),
      "is an adblock pattern that is not anchored with ||: it matches inside other names, too");
  EXPECT_EQ(refusal("/^ads[0-9]+\\./"),
            "is a regular expression or a path: it names no single domain");
  EXPECT_EQ(refusal("@@/ads#x/"), "is a regular expression: it names no single domain");
  EXPECT_EQ(refusal("(^|\\.)ads\\.example$"), "is a regular expression: it names no single domain");
}

TEST(Adblock, CosmeticRulesAreNoComments) {
  for (const char* rule : {"a.example##.ad", "a.example#@#.ad", "a.example#?#.ad", "a.example#$#x",
                           "a.example#%#//x"}) {
    EXPECT_EQ(refusal(rule), "is a cosmetic rule: it hides parts of pages") << rule;
  }
  EXPECT_EQ(said_by("a.example ## a comment"), "name a.example");
}

TEST(Dnsmasq, BlocksNamesAndAllBelow) {
  EXPECT_EQ(said_by("address=/a.example/0.0.0.0"), "tree a.example");
  EXPECT_EQ(said_by("address=/a.example/#"), "tree a.example");
  EXPECT_EQ(said_by("address=/a.example/"), "tree a.example");
  EXPECT_EQ(said_by("address=/a.example/::"), "tree a.example");
  EXPECT_EQ(said_by("address=/a.example/b.example/127.0.0.1 # both"),
            "tree a.example; tree b.example");
  EXPECT_EQ(said_by("local=/a.example/"), "tree a.example");
  EXPECT_EQ(said_by("server=/a.example/"), "tree a.example");
  EXPECT_EQ(said_by("server=/a.example/#"), "allow tree a.example");
  EXPECT_EQ(said_by("host-record=a.example,b.example,0.0.0.0,::"),
            "name a.example; name b.example");
}

TEST(Dnsmasq, SettingsThatDoNotBlockAreRefused) {
  EXPECT_EQ(refusal("address=/a.example/192.0.2.1"),
            "redirects to another machine instead of blocking");
  EXPECT_EQ(refusal("server=/a.example/192.0.2.1"),
            "forwards to another resolver instead of blocking");
  EXPECT_EQ(refusal("address=/#/0.0.0.0"), "is about every name there is");
  EXPECT_EQ(refusal("address=//0.0.0.0"), "is about names without a dot");
  EXPECT_EQ(refusal("server=192.0.2.1"), "is a setting, not a rule about a name");
  EXPECT_EQ(refusal("ipset=/a.example/set"), "is a setting, not a rule about a name");
  EXPECT_EQ(refusal("host-record=a.example,192.0.2.1"),
            "redirects to another machine instead of blocking");
}

TEST(Unbound, ZonesBlockTreesAndDataBlocksNames) {
  EXPECT_EQ(said_by("server:\n  local-zone: \"a.example.\" always_nxdomain\n"), "tree a.example");
  EXPECT_EQ(said_by("local-zone: 'a.example' refuse\nlocal-zone: b.example always_null # c"),
            "tree a.example; tree b.example");
  EXPECT_EQ(said_by("local-zone: \"a.example.\" always_transparent"), "allow tree a.example");
  EXPECT_EQ(said_by("local-data: \"a.example. A 0.0.0.0\"\nlocal-data: 'b.example 60 IN AAAA ::'"),
            "name a.example; name b.example");
  EXPECT_EQ(said_by("local-zone: \"a.example\" redirect\nlocal-data: \"a.example A 0.0.0.0\"\n"
                    "local-data: \"b.example A 0.0.0.0\""),
            "tree a.example; name b.example");
}

TEST(Unbound, WhatDoesNotBlockIsRefused) {
  EXPECT_EQ(refusal("local-data: \"a.example A 192.0.2.1\""),
            "redirects to another machine instead of blocking");
  EXPECT_EQ(refusal("local-data: \"a.example TXT x\""), "is data of the name, not a block");
  EXPECT_EQ(refusal("local-zone: \"a.example\" nonsense"),
            "has a type of zone that does not block");
  EXPECT_EQ(refusal("local-data-ptr: \"192.0.2.1 a.example\""),
            "is a setting, not a rule about a name");
  EXPECT_EQ(said_by("local-zone: \"www.search.example\" redirect\n"
                    "local-data: \"www.search.example A 192.0.2.1\"")
                .substr(0, 2),
            "! ");
}

TEST(TopLists, GiveRankAndName) {
  EXPECT_EQ(said_by("1,google.com\n2,\"Example.org\"\r\n"), "name google.com; name example.org");
  EXPECT_EQ(said_by("rank,domain\n1,a.example"), "name a.example");
  EXPECT_EQ(said_by("GlobalRank,TldRank,Domain,TLD\n1,1,a.example,example\n2,1,b.example,example"),
            "name a.example; name b.example");
  EXPECT_EQ(said_by("origin,rank\nhttps://www.a.example,1000"), "name www.a.example");
  EXPECT_EQ(said_by("domain\na.example"), "name a.example");
  EXPECT_EQ(refusal("a.example,b.example"),
            "is neither rank,name nor below a header that says more");
  EXPECT_EQ(refusal("1,a.example,x"), "is neither rank,name nor below a header that says more");
  EXPECT_EQ(said_by("rank,domain\n1,a.example,x").substr(0, 1), "!");
  EXPECT_EQ(refusal("DOMAIN-SUFFIX,a.example"), "is a rule of Clash or Surge");
}

TEST(TopLists, MayQuoteEveryCell) {
  EXPECT_EQ(said_by("\"Rank\",\"Domain\",\"Open Page Rank\"\n\"1\",\"a.example\",\"10.00\""),
            "name a.example");
  EXPECT_EQ(said_by("\"1\",\"a.example\""), "name a.example");
}

TEST(TopLists, MayEndInAnEmptyCell) {
  EXPECT_EQ(said_by("domain,note\na.example,\nb.example,x"), "name a.example; name b.example");
  EXPECT_EQ(said_by("domain,\na.example,"), "name a.example");
  EXPECT_EQ(said_by("domain,note\na.example,x,").substr(0, 1), "!");
}

TEST(Others, AreNamedNotGuessed) {
  EXPECT_EQ(refusal("* ads.example * block"),
            "is a rule of uMatrix, or a dynamic rule of uBlock Origin");
  EXPECT_EQ(refusal("a.example b.example script block"),
            "is a rule of uMatrix, or a dynamic rule of uBlock Origin");
  EXPECT_EQ(refusal("-d ads.example"),
            "is a rule of an Internet Explorer tracking protection list, or of YAML");
  EXPECT_EQ(refusal("192.0.2.0/24"), "is a range of addresses, not a domain");
  EXPECT_EQ(refusal("2001:db8::/32"), "is a range of addresses, not a domain");
  EXPECT_EQ(refusal("<p>not a list</p>"), "is HTML, not a line of a list");
  EXPECT_EQ(refusal("{\"message\": \"Not Found\"}"), "is JSON, not a line of a list");
  EXPECT_EQ(refusal("[\"a.example\", \"b.example\"]"), "is JSON, not a line of a list");
  EXPECT_EQ(refusal("[{\"name\": \"a.example\"}]"), "is JSON, not a line of a list");
  EXPECT_EQ(refusal("\"a.example\","), "is JSON, not a line of a list");
  EXPECT_EQ(said_by("["), "! '[' is JSON, not a line of a list");
  EXPECT_EQ(refusal("=ads.example"), "is a dnscrypt-proxy pattern");
}

TEST(Formats, MayChangeFromLineToLine) {
  EXPECT_EQ(
      said_by("0.0.0.0 "
              "a.example\nb.example\n||c.example^\naddress=/d.example/#\n5,e.example\n*.f.example"),
      "name a.example; name b.example; tree c.example; tree d.example; name e.example; tree "
      "f.example");
}

}  // namespace
}  // namespace tidemark::analyzer
