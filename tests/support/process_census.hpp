// Counting what a test could leave behind in its own process.
#pragma once

#include <gtest/gtest.h>

#include <iosfwd>
#include <string>
#include <vector>

namespace tidemark::test {

// What this process holds right now.
struct ProcessCensus {
  std::vector<std::string> open_fds;  // "5 -> pipe:[1234]"
  std::vector<std::string> children;  // "1234 S (chromium)"; Z is a zombie; every thread's

  [[nodiscard]] static ProcessCensus take();
  [[nodiscard]] std::size_t zombies() const;

  // Equal numbers: a descriptor may have been reopened as another file meanwhile.
  friend bool operator==(const ProcessCensus& a, const ProcessCensus& b) {
    return a.open_fds.size() == b.open_fds.size() && a.children.size() == b.children.size();
  }
};
std::ostream& operator<<(std::ostream& out, const ProcessCensus& census);

// A test that fails if it ends with more or fewer descriptors or children than it began with.
class LeavesNothingBehind : public ::testing::Test {
 protected:
  void SetUp() override { before_ = ProcessCensus::take(); }
  void TearDown() override { EXPECT_EQ(ProcessCensus::take(), before_); }

 private:
  ProcessCensus before_;
};

}  // namespace tidemark::test
