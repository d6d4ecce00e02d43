#include "cli/duration.hpp"

#include <gtest/gtest.h>

namespace tidemark::cli {
namespace {

using std::chrono::milliseconds;

TEST(Duration, IsReadWithItsUnit) {
  EXPECT_EQ(parse_duration("500ms"), milliseconds(500));
  EXPECT_EQ(parse_duration("20s"), milliseconds(20000));
  EXPECT_EQ(parse_duration("2.5s"), milliseconds(2500));
  EXPECT_EQ(parse_duration("3m"), milliseconds(180000));
  EXPECT_EQ(parse_duration("1h"), milliseconds(3600000));
}

TEST(Duration, IsNotGuessed) {
  for (const char* wrong : {"", "20", "s", "-1s", "1 s", "1x", "nan s", "infs", "1e99h", "20s "}) {
    EXPECT_FALSE(parse_duration(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace tidemark::cli
