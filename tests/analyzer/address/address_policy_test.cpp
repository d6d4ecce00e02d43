#include "analyzer/address/address_policy.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tidemark::analyzer {
namespace {

TEST(AddressScope, KnowsWhomAnAddressReaches) {
  EXPECT_EQ(scope_of("93.184.216.34"), AddressScope::kPublic);
  EXPECT_EQ(scope_of("2606:4700::6810:84e5"), AddressScope::kPublic);
  EXPECT_EQ(scope_of("0.0.0.0"), AddressScope::kUnspecified);
  EXPECT_EQ(scope_of("127.0.0.2"), AddressScope::kLoopback);
  EXPECT_EQ(scope_of("::1"), AddressScope::kLoopback);
  EXPECT_EQ(scope_of("10.1.2.3"), AddressScope::kPrivate);
  EXPECT_EQ(scope_of("172.31.255.255"), AddressScope::kPrivate);
  EXPECT_EQ(scope_of("172.32.0.0"), AddressScope::kPublic);
  EXPECT_EQ(scope_of("192.168.0.1"), AddressScope::kPrivate);
  EXPECT_EQ(scope_of("100.64.0.1"), AddressScope::kPrivate);
  EXPECT_EQ(scope_of("fd12::1"), AddressScope::kPrivate);
  EXPECT_EQ(scope_of("169.254.169.254"), AddressScope::kLinkLocal);
  EXPECT_EQ(scope_of("fe80::1"), AddressScope::kLinkLocal);
  EXPECT_EQ(scope_of("fd00:ec2::254"), AddressScope::kMetadata);
  EXPECT_EQ(scope_of("168.63.129.16"), AddressScope::kMetadata);
  EXPECT_EQ(scope_of("239.1.1.1"), AddressScope::kMulticast);
  EXPECT_EQ(scope_of("255.255.255.255"), AddressScope::kMulticast);
  EXPECT_EQ(scope_of("240.0.0.1"), AddressScope::kReserved);
  EXPECT_EQ(scope_of("2001:db8::1"), AddressScope::kReserved);
}

TEST(AddressScope, LooksThroughAddressesThatCarryOthers) {
  EXPECT_EQ(scope_of("::ffff:127.0.0.1"), AddressScope::kLoopback);
  EXPECT_EQ(scope_of("::ffff:93.184.216.34"), AddressScope::kPublic);
  EXPECT_EQ(scope_of("64:ff9b::a9fe:a9fe"), AddressScope::kLinkLocal);
  EXPECT_EQ(scope_of("64:ff9b:1::10.0.0.1"), AddressScope::kPrivate);
  EXPECT_EQ(scope_of("64:ff9b:1::8.8.8.8"), AddressScope::kPublic);
  // The same in a /48: 10.0.0.1 stands in the middle, and what is at the end is of no account.
  EXPECT_NE(scope_of("64:ff9b:1:a00:0:100:808:808"), AddressScope::kPublic);
  EXPECT_EQ(scope_of("2002:0a00:0001::1"), AddressScope::kPrivate);
}

TEST(AddressScope, TakesWhatIsNoAddressForReserved) {
  EXPECT_EQ(scope_of(""), AddressScope::kReserved);
  EXPECT_EQ(scope_of("127.1"), AddressScope::kReserved);
  EXPECT_EQ(scope_of("[::1]"), AddressScope::kReserved);
  EXPECT_EQ(scope_of("fe80::1%eth0"), AddressScope::kReserved);
  EXPECT_EQ(scope_of(std::string("93.184.216.34\0x", 15)), AddressScope::kReserved);
}

TEST(AddressPolicy, AllowsPublicAddressesOnlyUnlessToldOtherwise) {
  EXPECT_TRUE(AddressPolicy{}.allows("93.184.216.34"));
  EXPECT_FALSE(AddressPolicy{}.allows("127.0.0.1"));
  EXPECT_TRUE(AddressPolicy{.allow_private = true}.allows("127.0.0.1"));
}

}  // namespace
}  // namespace tidemark::analyzer
