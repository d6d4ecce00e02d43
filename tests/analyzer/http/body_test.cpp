// Bodies: packed, endless, slow, broken off.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analyzer/http/http_client_fixture.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

TEST_F(HttpClientTest, DecodesTheBody) {
  static constexpr unsigned char kHello[] = {
      0x1f, 0x8b, 0x08, 0,    0,    0,    0,    0,    0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9,
      0xc9, 0x57, 0xc8, 0x40, 0x27, 0x01, 0xe3, 0x51, 0x3d, 0x8d, 0x17, 0,    0,    0};
  const std::string packed(std::begin(kHello), std::end(kHello));
  const Timed got = get(serve(always({.send = page(packed, "Content-Encoding: gzip\r\n")})));
  ASSERT_TRUE(got.response);
  EXPECT_EQ(got.response->body, "hello hello hello hello");
  EXPECT_EQ(got.received, Bytes{sizeof kHello});
}

// `count` bytes 'a' as gzip without its end: one literal, then matches of 258 bytes (RFC
// 1951 3.2.6).
std::string gzip_bomb(std::size_t count) {
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  unsigned pending = 0;
  unsigned bits = 0;
  const auto put = [&](unsigned value, unsigned width) {
    for (unsigned i = 0; i < width; ++i) {
      pending |= ((value >> i) & 1U) << bits;
      if (++bits < 8) continue;
      out.push_back(static_cast<char>(pending));
      pending = bits = 0;
    }
  };
  put(1, 1);           // last block
  put(1, 2);           // fixed codes
  put(0b10001001, 8);  // 'a': code 0x91, sent from its high bit
  for (std::size_t made = 0; made < count; made += 258) {
    put(0b10100011, 8);  // length 258: code 0xC5, sent from its high bit
    put(0, 5);           // distance 1
  }
  return out;
}

TEST_F(HttpClientTest, StopsUnpackingABombAtTheCap) {
  const std::string bomb = gzip_bomb(std::size_t{64} << 20U);
  const Timed got = get(serve(always({.send = page(bomb, "Content-Encoding: gzip\r\n")})));
  EXPECT_EQ(got.error, std::nullopt) << got.detail;
  ASSERT_TRUE(got.response);
  EXPECT_TRUE(got.response->body_cut);
  EXPECT_EQ(got.response->body.size(), Bytes::mib(2).count);
  EXPECT_THAT(got.response->body, EndsWith("aaaa"));
  EXPECT_LT(got.measured, 10s);
}

TEST_F(HttpClientTest, CutsALongBodyWithoutCallingItAnError) {
  const Timed got = get(serve(always({.send = page(std::string(10U << 20U, 'x'))})));
  EXPECT_EQ(got.error, std::nullopt) << got.detail;
  ASSERT_TRUE(got.response);
  EXPECT_TRUE(got.response->body_cut);
  EXPECT_EQ(got.response->body.size(), Bytes::mib(2).count);
}

TEST_F(HttpClientTest, ABodyOfExactlyTheCapIsWhole) {
  client({.body_cap = Bytes{1000}});
  const Timed whole = get(serve(always({.send = page(std::string(1000, 'x'))})));
  EXPECT_EQ(whole.response->body.size(), 1000U);
  EXPECT_FALSE(whole.response->body_cut);
  const Timed cut = get(serve(always({.send = page(std::string(1001, 'x'))})));
  EXPECT_EQ(cut.response->body.size(), 1000U);
  EXPECT_TRUE(cut.response->body_cut);
}

TEST_F(HttpClientTest, ASlowAnswerEndsAtTheDeadlineAndIsKept) {
  SiteAct drip{.send = page(std::string(100000, 'x')), .piece = 100, .pause = 10ms};
  const Timed got = get(serve(always(drip)), kShort);
  EXPECT_EQ(got.error, ErrorClass::kSlowResponse);
  EXPECT_EQ(got.stage, Stage::kResponse);
  ASSERT_TRUE(got.response);
  EXPECT_EQ(got.response->status, 200);
  EXPECT_THAT(got.response->body, StartsWith("xxxx"));
}

TEST_F(HttpClientTest, ABodyThatBreaksOffCarriesItsErrorAndWhatCame) {
  std::string half = page(std::string(1000, 'x'));
  half.resize(half.size() - 500);
  for (const Then then : {Then::kClose, Then::kReset}) {
    const Timed got = get(serve(always({.send = half, .piece = 100, .pause = 1ms, .then = then})));
    EXPECT_EQ(got.error, ErrorClass::kReset);
    EXPECT_EQ(got.stage, Stage::kResponse);
    ASSERT_TRUE(got.response);
    EXPECT_EQ(got.response->body.size(), 500U);
  }
}

}  // namespace
}  // namespace tidemark::analyzer
