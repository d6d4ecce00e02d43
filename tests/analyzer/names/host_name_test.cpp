#include "analyzer/names/host_name.hpp"

#include <gtest/gtest.h>

#include "analyzer/names/international.hpp"

namespace tidemark::analyzer {
namespace {

std::string read(std::string_view written) {
  HostName name;
  if (const auto fault = name.read(written)) return "! " + std::string(to_string(*fault));
  return std::string(name.text());
}

bool mixes_scripts(std::string_view written) {
  HostName name;
  EXPECT_FALSE(name.read(written)) << written;
  return name.mixes_scripts();
}

TEST(HostName, IsLowerCaseWithoutATrailingDot) {
  EXPECT_EQ(read("Example.COM"), "example.com");
  EXPECT_EQ(read("example.com."), "example.com");
  EXPECT_EQ(read("_dmarc.ex_ample.com"), "_dmarc.ex_ample.com");
  EXPECT_EQ(read("4chan.org"), "4chan.org");
}

TEST(HostName, KeepsItsLimits) {
  EXPECT_EQ(read(std::string(63, 'a') + ".example"), std::string(63, 'a') + ".example");
  EXPECT_EQ(read(std::string(64, 'a') + ".example"), "! has a label of more than 63 characters");
  std::string longest;
  while (longest.size() < 245) longest += "abcdefg.";
  longest.resize(245);
  longest += ".example";
  ASSERT_EQ(longest.size(), 253U);
  longest[244] = 'x';
  EXPECT_EQ(read(longest), longest);
  EXPECT_EQ(read(longest + "."), longest);
  EXPECT_EQ(read("a" + longest), "! is longer than 253 characters");
  EXPECT_EQ(read(std::string(100000, 'a')), "! is longer than 253 characters");
}

TEST(HostName, SaysWhatIsWrong) {
  EXPECT_EQ(read(""), "! is empty");
  EXPECT_EQ(read("."), "! has an empty label");
  EXPECT_EQ(read("a..b"), "! has an empty label");
  EXPECT_EQ(read(".a.example"), "! has an empty label");
  EXPECT_EQ(read("a.example.."), "! has an empty label");
  EXPECT_EQ(read("localhost"), "! is a single word, not a domain");
  EXPECT_EQ(read("192.0.2.1"), "! is an address, not a domain");
  EXPECT_EQ(read("a b.example"), "! has a character that no host name has");
  EXPECT_EQ(read(std::string_view("a\0b.example", 11)), "! has a character that no host name has");
}

// r3---sn-4g5e6nsk.googlevideo.com and the like are real.
TEST(HostName, MayHaveHyphensAtTheEdgeOfALabelOnlyBelowARegisteredOne) {
  EXPECT_EQ(read("-a-.example.com"), "-a-.example.com");
  EXPECT_EQ(read("-example.com"), "! has a label that begins or ends with '-'");
  EXPECT_EQ(read("example-.com"), "! has a label that begins or ends with '-'");
  EXPECT_EQ(read("example.-com"), "! has a label that begins or ends with '-'");
}

TEST(HostName, IsPunycodeHoweverItIsWritten) {
  EXPECT_EQ(read("bücher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(read("BÜCHER.Example."), "xn--bcher-kva.example");
  EXPECT_EQ(read("xn--bcher-kva.example"), "xn--bcher-kva.example");
  EXPECT_EQ(read("straße.example"), "xn--strae-oqa.example");
  EXPECT_EQ(read("例え。テスト"), "xn--r8jz45g.xn--zckzah");
  EXPECT_EQ(read("a_b.bücher.example"), "a_b.xn--bcher-kva.example");
}

TEST(HostName, RefusesWhatIsNoInternationalName) {
  EXPECT_EQ(read("b\xFC"
                 "cher.example"),
            "! is not UTF-8 (if the file is Latin-1: iconv -f latin1 -t utf-8)");
  EXPECT_EQ(read("xn--a.example"), "! is not valid punycode");
  EXPECT_EQ(read("xn--.sub.example"), "! is not valid punycode");
  EXPECT_EQ(read("xn--bcher-kva9.example").substr(0, 1), "!");
  EXPECT_EQ(read("xn--abc-.sub.example"), "! is not valid punycode");
  EXPECT_EQ(read("😀\u202e.example").substr(0, 1), "!");
}

// Found by fuzzing: the one was cut at the NUL, the other was read once but not again.
TEST(HostName, RefusesWhatTheLibraryLetsPass) {
  EXPECT_EQ(read(std::string_view("a.example\0\xC3\xBC", 12)),
            "! has a character that no host name has");
  EXPECT_EQ(read("xn--hra.b\xC3\xBC"
                 "cher.example"),
            "! is not valid punycode");
}

TEST(HostName, ToldWhenItMixesScripts) {
  EXPECT_TRUE(mixes_scripts("pаypal.example"));  // a Cyrillic a
  EXPECT_TRUE(mixes_scripts("xn--pypal-4ve.example"));
  EXPECT_TRUE(mixes_scripts("gοοgle.example"));  // Greek o
  EXPECT_FALSE(mixes_scripts("bücher.example"));
  EXPECT_FALSE(mixes_scripts("пример.example"));  // one script a label
  EXPECT_FALSE(mixes_scripts("東京タワーtokyo.example"));
  EXPECT_FALSE(mixes_scripts("한국abc.example"));
  EXPECT_FALSE(mixes_scripts("plain-0.example"));
}

}  // namespace
}  // namespace tidemark::analyzer
