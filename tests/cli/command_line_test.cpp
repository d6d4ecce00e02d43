#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

CommandLine split(std::vector<std::string> arguments) {
  std::vector<char*> pointers;
  pointers.reserve(arguments.size());
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  return split_command_line(pointers);
}

TEST(CommandLine, LeavesTheOtherProgramsOptionsAlone) {
  const CommandLine line =
      split({"tidemark", "run", "a.json", "--quiet", "--", "cmd", "--json", "--"});
  EXPECT_EQ(line.own, 4);
  ASSERT_TRUE(line.other);
  EXPECT_THAT(*line.other, ElementsAre("cmd", "--json", "--"));
}

TEST(CommandLine, TellsNoCommandFromAnEmptyOne) {
  EXPECT_FALSE(split({"tidemark", "run", "a.json"}).other);
  EXPECT_EQ(split({"tidemark", "run", "a.json"}).own, 3);
  const CommandLine empty = split({"tidemark", "run", "a.json", "--"});
  ASSERT_TRUE(empty.other);
  EXPECT_THAT(*empty.other, IsEmpty());
}

TEST(CommandLine, LeavesOtherSubcommandsTheirDashes) {
  const CommandLine line = split({"tidemark", "analyze", "--", "-odd.com"});
  EXPECT_EQ(line.own, 4);
  EXPECT_FALSE(line.other);
  EXPECT_EQ(split({"tidemark"}).own, 1);
}

}  // namespace
}  // namespace tidemark::cli
