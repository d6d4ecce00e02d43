#include "analyzer/names/public_suffix.hpp"

#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

TEST(RegistrableDomain, IsOneLabelBelowThePublicSuffix) {
  EXPECT_EQ(registrable_domain("a.b.example.co.uk"), "example.co.uk");
  EXPECT_EQ(registrable_domain("example.com"), "example.com");
  EXPECT_EQ(registrable_domain("shop.someone.github.io"), "someone.github.io");
  EXPECT_EQ(registrable_domain("xn--bcher-kva.example.de"), "example.de");
}

TEST(RegistrableDomain, IsTheNameItselfWhereNobodyOwnsLess) {
  EXPECT_EQ(registrable_domain("co.uk"), "co.uk");
  EXPECT_EQ(registrable_domain("localhost"), "localhost");
  EXPECT_EQ(registrable_domain("203.0.114.7"), "203.0.114.7");
  EXPECT_EQ(registrable_domain("2001:db8::1"), "2001:db8::1");
}

TEST(PublicSuffix, IsOnTheListOnly) {
  EXPECT_TRUE(is_public_suffix("com"));
  EXPECT_TRUE(is_public_suffix("co.uk"));
  EXPECT_TRUE(is_public_suffix("github.io"));
  EXPECT_FALSE(is_public_suffix("example.com"));
  EXPECT_FALSE(is_public_suffix("internal"));
}

TEST(WwwTwin, GoesBothWaysAndNoFurther) {
  EXPECT_EQ(www_twin("example.co.uk"), "www.example.co.uk");
  EXPECT_EQ(www_twin("www.example.co.uk"), "example.co.uk");
  EXPECT_EQ(www_twin("shop.example.co.uk"), "");
  EXPECT_EQ(www_twin("co.uk"), "");
  EXPECT_EQ(www_twin("203.0.114.7"), "");
}

}  // namespace
}  // namespace tidemark::analyzer
