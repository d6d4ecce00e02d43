// What is made of a process's arguments, environment and status.
#include "probes/orphans/process_environment.hpp"

#include <gtest/gtest.h>

namespace tidemark::probes {
namespace {

using namespace std::string_literals;

TEST(Arguments, AreKeptToTheLast) {
  std::string text = "chromium\0"s;
  text.append(10000, 'x');
  text += "\0--user-data-dir=/tmp/p\0"s;
  const auto line = split_arguments(text);
  ASSERT_EQ(line.size(), 3U);
  EXPECT_EQ(line[2], "--user-data-dir=/tmp/p");
  EXPECT_EQ(split_arguments("a\0\0b\0\0\0"s), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_TRUE(split_arguments(""s).empty());
  EXPECT_TRUE(split_arguments("\0"s).empty());
}

TEST(Environments, HaveValues) {
  const std::string text = "XTMPDIR=/x\0TMPDIR=/scratch\0TMPDIR2=y\0"s;
  EXPECT_EQ(environment_value(text, "TMPDIR"), "/scratch");
  EXPECT_EQ(environment_value(text, "HOME"), std::nullopt);
  EXPECT_EQ(environment_value("", "TMPDIR"), std::nullopt);
}

TEST(Environments, TellWhatSystemdStarted) {
  EXPECT_EQ(exec_pid_of_systemd("A=b\0SYSTEMD_EXEC_PID=42\0"s), Reading<Pid>(42));
  EXPECT_EQ(exec_pid_of_systemd("SYSTEMD_EXEC_PID=x\0"s), Reading<Pid>(0));
  EXPECT_EQ(exec_pid_of_systemd("A=b\0"s), Reading<Pid>(0));
  EXPECT_EQ(exec_pid_of_systemd("INVOCATION_ID=abc\0"s), Reading<Pid>(Absence::kUnsupported));
}

TEST(Statuses, TellUserAndNamespace) {
  const StatusFacts inside = parse_status("Name:\tx\nUid:\t1000\t0\t0\t0\nNSpid:\t4711\t1\n");
  EXPECT_EQ(inside.user, Reading<uid_t>(1000));
  EXPECT_TRUE(inside.first_of_namespace);
  EXPECT_FALSE(parse_status("NSpid:\t1\n").first_of_namespace);
  EXPECT_FALSE(parse_status("NSpid:\t4711\t11\n").first_of_namespace);
  EXPECT_FALSE(parse_status("Uid:\tx\n").user);
  EXPECT_FALSE(parse_status("").user);
}

}  // namespace
}  // namespace tidemark::probes
