// `tidemark analyze` for someone who sits at a terminal.
#include <gtest/gtest.h>

#include "tests/e2e/program.hpp"
#include "tests/e2e/terminal.hpp"

namespace tidemark::test {
namespace {

using AnalyzeTerminal = EndToEnd;

constexpr const char* kSites = R"({
  "name": "terminal", "description": "an answer and silence",
  "sites": [
    {"hosts": ["page.example"], "behavior": {"kind": "page"}},
    {"hosts": ["tarpit.example"], "behavior": {"kind": "tarpit"}}
  ]
})";

TEST_F(AnalyzeTerminal, ShowsATableAndHowFarItIs) {
  const Simulator sites(write_file("sites.json", kSites), scratch());
  const Arguments arguments = with_reach(
      {"analyze", "page.example", "tarpit.example", "--browsers", "0", "--budget", "5s"}, sites);
  Terminal terminal(arguments, scratch());
  EXPECT_TRUE(terminal.wait_for("\x1b[32malive")) << terminal.output();
  EXPECT_TRUE(terminal.wait_for("\r\x1b[K1 of 2 done, 1 running")) << terminal.output();
  EXPECT_TRUE(terminal.wait_for("\r\x1b[K"));
  EXPECT_TRUE(terminal.wait_for("2 domains in ")) << terminal.output();
  const auto status = terminal.wait_for_end();
  ASSERT_TRUE(status);
  EXPECT_EQ(status->code, 0);
}

TEST_F(AnalyzeTerminal, HonoursNoColor) {
  const Simulator sites(write_file("sites.json", kSites), scratch());
  Terminal terminal(with_reach({"analyze", "page.example", "--browsers", "0"}, sites), scratch(),
                    {"NO_COLOR=1"});
  ASSERT_TRUE(terminal.wait_for_end());
  EXPECT_NE(terminal.output().find("alive"), std::string::npos) << terminal.output();
  EXPECT_EQ(terminal.output().find("\x1b[3"), std::string::npos) << terminal.output();
}

}  // namespace
}  // namespace tidemark::test
