#include "analyzer/proxy/socks_request.hpp"

#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

Octets octets(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::string request_for(const std::string& name, unsigned port) {
  std::string request("\x05\x01\x00\x03", 4);
  request += static_cast<char>(name.size());
  request += name;
  request += static_cast<char>(port >> 8U);
  request += static_cast<char>(port & 0xFFU);
  return request;
}

std::optional<SocksTarget> parse(const std::string& request) {
  return parse_socks_request(octets(request));
}

// Reads as the proxy does: never more than was asked for.
std::size_t bytes_read(const std::string& text,
                       std::optional<std::size_t> (*size_of)(Octets start)) {
  std::size_t have = 0;
  std::optional<std::size_t> size = size_of({});
  while (size && *size > have && *size <= text.size()) {
    have = *size;
    size = size_of(octets(text).first(have));
  }
  return have;
}

TEST(SocksRequest, ReadsANameAndAPort) {
  const auto target = parse(request_for("shop.example", 443));
  ASSERT_TRUE(target);
  EXPECT_EQ(target->host, "shop.example");
  EXPECT_EQ(target->port, 443);
}

TEST(SocksRequest, ReadsNumericAddresses) {
  const auto four = parse(std::string("\x05\x01\x00\x01\x7f\x00\x00\x01\x1f\x90", 10));
  ASSERT_TRUE(four);
  EXPECT_EQ(four->host, "127.0.0.1");
  EXPECT_EQ(four->port, 8080);
  const auto six =
      parse(std::string("\x05\x01\x00\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x00\x50", 22));
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->port, 80);
}

TEST(SocksRequest, LowersTheNamesCaseSoThatOneNameIsOneHost) {
  EXPECT_EQ(parse(request_for("ShOp.EXAMPLE", 80))->host, "shop.example");
}

TEST(SocksRequest, NeverReadsBeyondTheMessage) {
  const std::string request = request_for("a.example", 80);
  EXPECT_EQ(bytes_read(request + "GET / HTTP/1.1", socks_request_size), request.size());
  EXPECT_EQ(bytes_read(std::string("\x05\x01\x00\x05", 4), socks_greeting_size), 3U);
  EXPECT_EQ(bytes_read(request_for(std::string(255, 'x'), 1), socks_request_size),
            kLongestSocksMessage);
}

TEST(SocksRequest, RefusesWhatIsNoConnect) {
  std::string bind = request_for("a.example", 80);
  bind[1] = 2;
  EXPECT_FALSE(parse(bind));
  EXPECT_FALSE(parse(request_for("a.example", 0)));
  EXPECT_FALSE(parse(request_for("", 80)));
  EXPECT_FALSE(parse(request_for("a.example", 80).substr(0, 12)));
  EXPECT_FALSE(parse(""));
  std::string other_kind = request_for("a.example", 80);
  other_kind[3] = 2;
  EXPECT_FALSE(parse(other_kind));
}

TEST(SocksRequest, RefusesOtherVersions) {
  EXPECT_FALSE(socks_greeting_size(octets("\x04")));
  EXPECT_FALSE(socks_request_size(octets("GET /")));
}

TEST(SocksRequest, WantsAClientWithoutPassword) {
  EXPECT_TRUE(offers_no_password(octets(std::string_view("\x05\x02\x02\x00", 4))));
  EXPECT_FALSE(offers_no_password(octets(std::string_view("\x05\x01\x02", 3))));
  EXPECT_FALSE(offers_no_password(octets(std::string_view("\x05\x00", 2))));
}

}  // namespace
}  // namespace tidemark::analyzer
