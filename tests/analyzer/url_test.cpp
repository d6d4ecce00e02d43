#include "analyzer/visit/url.hpp"

#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

TEST(Url, HasHostAndPort) {
  const auto url = parse_url("https://Example.com/a?b#c");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->host, "example.com");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(parse_url("http://example.com:8080/")->port, 8080);
  EXPECT_EQ(parse_url("http://[::1]:81/")->host, "::1");
}

TEST(Url, RefusesWhatAVisitMustNotFollow) {
  EXPECT_FALSE(parse_url("file:///etc/passwd"));
  EXPECT_FALSE(parse_url("javascript:alert(1)"));
  EXPECT_FALSE(parse_url("ftp://example.com/"));
  EXPECT_FALSE(parse_url("https://example.com/" + std::string(3000, 'a')));
}

TEST(Url, FollowsLocations) {
  const Url base = *parse_url("https://example.com/a/b");
  EXPECT_EQ(follow_location(base, "/c")->text, "https://example.com/c");
  EXPECT_EQ(follow_location(base, "c")->text, "https://example.com/a/c");
  EXPECT_EQ(follow_location(base, "//www.example.com/")->text, "https://www.example.com/");
  EXPECT_EQ(follow_location(base, "http://other.example/x")->text, "http://other.example/x");
  EXPECT_EQ(follow_location(base, "https://user:secret@other.example/")->text,
            "https://other.example/");
  const auto international = follow_location(base, "https://B\u00fccher.example/\u00fc");
  ASSERT_TRUE(international) << international.error().message;
  EXPECT_EQ(international->host, "xn--bcher-kva.example");
  EXPECT_EQ(international->text, "https://xn--bcher-kva.example/%c3%bc");
  EXPECT_FALSE(follow_location(base, "https://\xfc.example/")) << "neither UTF-8 nor a name";
  EXPECT_FALSE(follow_location(base, "javascript:alert(1)"));
  EXPECT_FALSE(follow_location(base, "http://"));
}

}  // namespace
}  // namespace tidemark::analyzer
