#include "analyzer/tasks/domain_line.hpp"

#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

std::string domain_on(std::string_view line) {
  const auto parsed = parse_domain_line(line);
  if (!parsed) return "rejected: " + parsed.error().message;
  return parsed->value_or("(none)");
}

TEST(DomainLine, TakesTheNameAsWrittenInLists) {
  EXPECT_EQ(domain_on("Example.COM"), "example.com");
  EXPECT_EQ(domain_on("  example.com.\r"), "example.com");
  EXPECT_EQ(domain_on("\xEF\xBB\xBF"
                      "example.com"),
            "example.com");
  EXPECT_EQ(domain_on("example.com # the example"), "example.com");
  EXPECT_EQ(domain_on("_dmarc.example.com"), "_dmarc.example.com");
  EXPECT_EQ(domain_on("xn--bcher-kva.example"), "xn--bcher-kva.example");
  EXPECT_EQ(domain_on("127.0.0.1"), "127.0.0.1");
}

TEST(DomainLine, SkipsWhatSaysNothing) {
  EXPECT_EQ(domain_on(""), "(none)");
  EXPECT_EQ(domain_on(" \t\r"), "(none)");
  EXPECT_EQ(domain_on("# comment"), "(none)");
}

TEST(DomainLine, RejectsWithTheReason) {
  EXPECT_NE(domain_on("localhost").find("single word"), std::string::npos);
  EXPECT_NE(domain_on("a..b").find("empty label"), std::string::npos);
  EXPECT_NE(domain_on("-a.example").find("begins or ends"), std::string::npos);
  EXPECT_NE(domain_on("two words.example").find("character"), std::string::npos);
  EXPECT_NE(domain_on("b\xC3\xBC"
                      "cher.example")
                .find("punycode"),
            std::string::npos);
  EXPECT_NE(domain_on(std::string(64, 'a') + ".example").find("63"), std::string::npos);
  std::string long_name;
  while (long_name.size() < 254) long_name += "abcdefg.";
  EXPECT_NE(domain_on(long_name + "example").find("253"), std::string::npos);
}

TEST(DomainLine, NeverLetsATerminalObeyTheLine) {
  EXPECT_EQ(domain_on("evil\x1b[2J.example").find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace tidemark::analyzer
