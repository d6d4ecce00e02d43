#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "probes/base/temp_dir.hpp"
#include "probes/process/child.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

using std::chrono::seconds;
using test::read_lines;
using test::soon;
using test::Victim;
using test::victim_path;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ChildStart : public test::LeavesNothingBehind {};

// Writes `text` to a file with `mode` in `folder`.
std::filesystem::path write_file(const TempDir& folder, const std::string& name,
                                 const std::string& text, mode_t mode) {
  const auto path = folder.path() / name;
  std::ofstream(path) << text;
  ::chmod(path.c_str(), mode);
  return path;
}

TEST_F(ChildStart, ReportsAMissingProgram) {
  const auto child = Child::start({.program = "/nonexistent/program"});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(child.error().message, HasSubstr("/nonexistent/program"));
}

TEST_F(ChildStart, ReportsANameThatIsNotInPath) {
  const auto child = Child::start({.program = "no-such-program-anywhere"});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(child.error().message, HasSubstr("PATH"));
}

TEST_F(ChildStart, RefusesAnEmptyProgramAndNulBytes) {
  EXPECT_EQ(Child::start({.program = ""}).error().code, ErrorCode::kBadInput);
  const std::string nul("a\0b", 3);
  EXPECT_EQ(Child::start({.program = "/bin/true", .arguments = {nul}}).error().code,
            ErrorCode::kBadInput);
}

TEST_F(ChildStart, GivesUpRootForGood) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may start programs as another user";
  const auto out = test::Pipe::open();
  const auto child = Child::start(
      {.program = "sed",
       .arguments = {"-nE", "/^(Uid|Gid|Groups|CapPrm|CapEff):/p", "/proc/self/status"}},
      {.run_as = RunAs{.user = 61185, .group = 61186}, .descriptors = {{1, out.write.get()}}});
  ASSERT_TRUE(child) << child.error().message;
  std::vector<std::string> lines;
  for (int i = 0; i < 5; ++i) lines.push_back(test::read_line(out.read.get()).value_or(""));
  EXPECT_THAT(lines,
              ElementsAre("Uid:\t61185\t61185\t61185\t61185", "Gid:\t61186\t61186\t61186\t61186",
                          testing::StartsWith("Groups:\t"), "CapPrm:\t0000000000000000",
                          "CapEff:\t0000000000000000"));
  EXPECT_EQ(lines[2].find_first_of("0123456789"), std::string::npos) << lines[2];
}

TEST_F(ChildStart, ReportsADirectoryThatTheOtherUserCannotEnter) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may start programs as another user";
  const auto folder = TempDir::create("child-test");
  ASSERT_TRUE(folder);
  const auto child = Child::start({.program = "/bin/true", .working_directory = folder->path()},
                                  {.run_as = RunAs{.user = 61185, .group = 61185}});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().code, ErrorCode::kDenied);
  EXPECT_THAT(child.error().message, HasSubstr("working directory"));
}

TEST_F(ChildStart, ReportsAFileThatIsNotExecutable) {
  const auto folder = TempDir::create("child-test");
  ASSERT_TRUE(folder);
  const auto file = write_file(*folder, "plain", "text", 0644);
  const auto by_path = Child::start({.program = file});
  ASSERT_FALSE(by_path);
  EXPECT_EQ(by_path.error().code, ErrorCode::kDenied);

  const std::vector<std::string> environment = {"PATH=" + folder->path().string()};
  const auto by_name = Child::start({.program = "plain", .environment = environment});
  ASSERT_FALSE(by_name);
  EXPECT_EQ(by_name.error().code, ErrorCode::kDenied);
  EXPECT_EQ(Child::start({.program = folder->path()}).error().code, ErrorCode::kDenied);
}

TEST_F(ChildStart, ReportsAScriptWithoutInterpreterLine) {
  const auto folder = TempDir::create("child-test");
  ASSERT_TRUE(folder);
  const auto script = write_file(*folder, "script", "echo hello\n", 0755);
  const auto child = Child::start({.program = script});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().code, ErrorCode::kDenied);
  EXPECT_THAT(child.error().message, HasSubstr("#!"));
}

TEST_F(ChildStart, SaysThatTheInterpreterIsMissingNotTheScript) {
  const auto folder = TempDir::create("child-test");
  ASSERT_TRUE(folder);
  const auto script = write_file(*folder, "script", "#!/nonexistent/interpreter\n", 0755);
  const auto child = Child::start({.program = script});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(child.error().message, HasSubstr("interpreter"));
}

TEST_F(ChildStart, SaysWhichStepFailedForABadWorkingDirectory) {
  const auto child =
      Child::start({.program = "/bin/true", .working_directory = "/nonexistent/directory"});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(child.error().message, HasSubstr("working directory"));
  EXPECT_EQ(Child::start({.program = "/bin/true", .working_directory = "/dev/null"}).error().code,
            ErrorCode::kIo);
}

TEST_F(ChildStart, RefusesDescriptorsThatAreClosedOrGivenTwice) {
  const auto start = [](std::vector<InheritedFd> fds) {
    return Child::start({.program = "/bin/true"}, {.descriptors = std::move(fds)});
  };
  EXPECT_THAT(start({{.theirs = 3, .ours = 999}}).error().message, HasSubstr("descriptor 999"));
  EXPECT_EQ(start({{3, 0}, {3, 1}}).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(start({{-1, 0}}).error().code, ErrorCode::kBadInput);
}

TEST_F(ChildStart, LooksUpNamesInThePathOfTheChild) {
  const auto folder = TempDir::create("child-test");
  ASSERT_TRUE(folder);
  std::filesystem::create_symlink(victim_path("exits_at_once"), folder->path() / "my-own-name");
  const std::vector<std::string> environment = {"X=1", "PATH=/none::" + folder->path().string()};
  auto child =
      Child::start({.program = "my-own-name", .arguments = {"9"}, .environment = environment});
  ASSERT_TRUE(child) << child.error().message;
  EXPECT_EQ(child->wait(soon())->code, 9);
}

TEST_F(ChildStart, FindsARelativeProgramFromOurDirectoryNotFromTheChilds) {
  const auto victims = victim_path("exits_at_once").parent_path();
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(victims);
  auto child =
      Child::start({.program = "./exits_at_once", .arguments = {"4"}, .working_directory = "/"});
  std::filesystem::current_path(before);
  ASSERT_TRUE(child) << child.error().message;
  EXPECT_EQ(child->wait(soon())->code, 4);
}

TEST_F(ChildStart, PassesArgumentsEnvironmentAndDirectory) {
  auto out = test::Pipe::open();
  auto child = Child::start(
      {.program = "sh",
       .arguments = {"-c", "echo \"$0|$1|$A|$(env | grep -c ^HOME=)\"; pwd", "zero", "one two"},
       .environment = {{"A=b c", "PATH=/usr/bin:/bin"}},
       .working_directory = "/usr"},
      {.descriptors = {{1, out.write.get()}}});
  ASSERT_TRUE(child) << child.error().message;
  out.write.reset();
  EXPECT_THAT(read_lines(out.read.get()), ElementsAre("zero|one two|b c|0", "/usr"));
  EXPECT_TRUE(child->wait(soon())->success());
}

TEST_F(ChildStart, GivesNothingButNullDevicesUnlessAsked) {
  // Neither of these may arrive, although the first is not close-on-exec.
  const UniqueFd careless(::open("/proc/self/stat", O_RDONLY));  // NOLINT(android-cloexec-open)
  const UniqueFd high(::fcntl(careless.get(), F_DUPFD, 200));    // NOLINT(android-cloexec-fcntl)
  Victim victim("holds_descriptors");
  const auto lines = victim.lines();
  ASSERT_EQ(lines.size(), 3U) << testing::PrintToString(lines);
  EXPECT_EQ(lines[0], "0 /dev/null");
  EXPECT_THAT(lines[1], HasSubstr("1 pipe:"));
  EXPECT_EQ(lines[2], "2 /dev/null");
}

std::string target_of(int fd) {
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd));
}

// A close-on-exec pipe end under `number`, which nobody here may be using.
UniqueFd pipe_at(int number) {
  UniqueFd high;
  {
    const auto pipe = test::Pipe::open();
    high.reset(::fcntl(pipe.read.get(), F_DUPFD_CLOEXEC, 60));
  }
  return UniqueFd(::dup3(high.get(), number, O_CLOEXEC));
}

TEST_F(ChildStart, SwapsDescriptors) {
  const UniqueFd three = pipe_at(23);
  const UniqueFd four = pipe_at(24);
  Victim victim("holds_descriptors", {}, {.descriptors = {{23, 24}, {24, 23}}});
  const auto lines = victim.lines();
  ASSERT_EQ(lines.size(), 5U) << testing::PrintToString(lines);
  EXPECT_EQ(lines[3], "23 " + target_of(24));
  EXPECT_EQ(lines[4], "24 " + target_of(23));
}

TEST_F(ChildStart, SwapsThreeAndFourAndKeepsSame) {
  // 3 and 4 are what a browser's pipe uses. Whatever has these numbers here is kept out of the way.
  std::vector<UniqueFd> moved;
  for (const int number : {3, 4, 5}) moved.emplace_back(::fcntl(number, F_DUPFD_CLOEXEC, 50));
  {
    const UniqueFd three = pipe_at(3);
    const UniqueFd four = pipe_at(4);
    const UniqueFd five = pipe_at(5);
    Victim victim("holds_descriptors", {}, {.descriptors = {{3, 4}, {4, 3}, {5, 5}}});
    const auto lines = victim.lines();
    EXPECT_THAT(lines, testing::Contains("3 " + target_of(4)));
    EXPECT_THAT(lines, testing::Contains("4 " + target_of(3)));
    EXPECT_THAT(lines, testing::Contains("5 " + target_of(5)));
    EXPECT_EQ(lines.size(), 6U) << testing::PrintToString(lines);
  }
  for (int number = 3; number <= 5; ++number) {
    const UniqueFd& original = moved[static_cast<std::size_t>(number - 3)];
    if (original) ::dup3(original.get(), number, O_CLOEXEC);
  }
}

TEST_F(ChildStart, PassesHighNumbersAndOneDescriptorTwice) {
  const UniqueFd pipe = pipe_at(30);
  Victim victim("holds_descriptors", {}, {.descriptors = {{100, 30}, {12, 30}, {13, 30}}});
  const auto lines = victim.lines();
  const std::string target = target_of(30);
  ASSERT_EQ(lines.size(), 6U) << testing::PrintToString(lines);
  EXPECT_THAT(lines, testing::IsSupersetOf({"12 " + target, "13 " + target, "100 " + target}));
}

TEST_F(ChildStart, ReportsAFailureThoughEveryLowNumberIsGiven) {
  // The numbers that the launcher's own error pipe would get, if it were left to chance.
  const auto folder = TempDir::create("child-test");
  ASSERT_TRUE(folder);
  const auto script = write_file(*folder, "script", "echo hello\n", 0755);
  const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  StartOptions options;
  for (int theirs = 3; theirs < 40; ++theirs) options.descriptors.push_back({theirs, null.get()});
  EXPECT_EQ(Child::start({.program = script}, options).error().code, ErrorCode::kDenied);
}

int exit_witness = -1;

TEST_F(ChildStart, AFailedStartRunsNoneOfOurExitHandlers) {
  const auto witness = test::Pipe::open();
  static const Pid ours = ::getpid();
  exit_witness = witness.write.get();
  std::atexit([] {
    if (::getpid() != ours) [[maybe_unused]]
      const auto written = ::write(exit_witness, "x", 1);
  });
  EXPECT_FALSE(Child::start({.program = "/bin/true", .working_directory = "/nonexistent"}));
  EXPECT_FALSE(Child::start({.program = "/nonexistent"}));
  ::fcntl(witness.read.get(), F_SETFL, O_NONBLOCK);
  char byte = 0;
  EXPECT_EQ(::read(witness.read.get(), &byte, 1), -1) << "an exit handler ran in the forked child";
}

TEST_F(ChildStart, GivesTheChildDefaultSignals) {
  sigset_t blocked;
  sigset_t before;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::sigaddset(&blocked, SIGINT);
  ::sigaddset(&blocked, SIGCHLD);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto pipe_before = ::signal(SIGPIPE, SIG_IGN);
  const auto quit_before = ::signal(SIGQUIT, SIG_IGN);
  {
    Victim victim("shows_signals");
    EXPECT_THAT(victim.lines(), IsEmpty());
  }
  ::signal(SIGPIPE, pipe_before);
  ::signal(SIGQUIT, quit_before);
  sigset_t during;
  ::pthread_sigmask(SIG_SETMASK, &before, &during);
  EXPECT_EQ(::sigismember(&during, SIGTERM), 1) << "our own mask must be as it was";
  EXPECT_EQ(::sigismember(&during, SIGUSR1), 0);
}

TEST_F(ChildStart, PassesOnAnIgnoredHangupAsNohupWants) {
  const auto before = ::signal(SIGHUP, SIG_IGN);
  {
    Victim victim("shows_signals");
    EXPECT_THAT(victim.lines(), ElementsAre("ignored " + std::to_string(SIGHUP)));
  }
  ::signal(SIGHUP, before);
}

TEST_F(ChildStart, KnowsHowAChildEndedEvenIfSigchldWasIgnored) {
  const auto before = ::signal(SIGCHLD, SIG_IGN);
  auto child = Child::start({.program = victim_path("exits_at_once"), .arguments = {"5"}});
  ASSERT_TRUE(child);
  EXPECT_EQ(child->wait(soon())->code, 5);
  ::signal(SIGCHLD, before);
}

TEST_F(ChildStart, PutsTheChildWhereItWasTold) {
  const auto group_of = [](Group group) {
    Victim victim("waits", {}, {.group = group});
    const Pid pid = victim.child().pid();
    return std::tuple(::getpgid(pid) == pid, ::getsid(pid) == pid, ::getpgid(pid) == ::getpgrp());
  };
  EXPECT_EQ(group_of(Group::kOurs), std::tuple(false, false, true));
  EXPECT_EQ(group_of(Group::kOwn), std::tuple(true, false, false));
  EXPECT_EQ(group_of(Group::kOwnSession), std::tuple(true, true, false));
}

TEST_F(ChildStart, WorksWithOurStandardDescriptorsClosed) {
  std::vector<UniqueFd> saved;
  for (const int number : {0, 1, 2}) {
    saved.emplace_back(::fcntl(number, F_DUPFD_CLOEXEC, 50));
    UniqueFd closing(number);
  }
  std::vector<std::string> lines;
  {
    Victim victim("holds_descriptors");
    lines = victim.lines();
  }
  for (int number = 0; number <= 2; ++number) {
    ::dup2(saved[static_cast<std::size_t>(number)].get(), number);
  }
  EXPECT_EQ(lines.size(), 3U) << testing::PrintToString(lines);
}

TEST_F(ChildStart, FailsCleanlyWhenDescriptorsRunOut) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{.rlim_cur = 300, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  std::vector<UniqueFd> hoard;
  for (;;) {
    UniqueFd fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!fd) break;
    hoard.push_back(std::move(fd));
  }
  // One more is free in every round, so that each step of a start is the one that fails once.
  int failed = 0;
  for (int free = 0; free < 40 && !hoard.empty(); ++free, hoard.pop_back()) {
    auto child = Child::start({.program = victim_path("exits_at_once")});
    if (child) {
      EXPECT_TRUE(child->wait(soon())->success());
      break;
    }
    EXPECT_FALSE(child.error().message.empty());
    ++failed;
  }
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_GT(failed, 0);
  EXPECT_LT(failed, 40);
}

}  // namespace
}  // namespace tidemark::probes
