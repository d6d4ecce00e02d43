// The supervisor as a real process: this test program runs itself again (see main below).
#include "harness/subject/supervisor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "harness/subject/supervision.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/ownership/cgroup_scope.hpp"
#include "probes/process/pidfd.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Pipe;
using test::soon;

// A process watched through a pidfd, so that its end is certain.
struct Watched {
  Pid pid = 0;
  UniqueFd pidfd;
};

std::vector<Watched> watch(const std::string& ready_line) {
  std::istringstream words(ready_line);
  std::string word;
  words >> word;
  EXPECT_EQ(word, "ready") << ready_line;
  std::vector<Watched> watched;
  for (Pid pid = 0; words >> pid;) {
    auto pidfd = probes::open_pidfd(pid);
    EXPECT_TRUE(pidfd) << pid;
    if (pidfd) watched.push_back({.pid = pid, .pidfd = std::move(*pidfd)});
  }
  return watched;
}

void expect_ended(const std::vector<Watched>& watched, Deadline deadline) {
  EXPECT_FALSE(watched.empty());
  for (const Watched& process : watched) {
    EXPECT_TRUE(probes::wait_ended(process.pidfd.get(), deadline)) << process.pid << " still lives";
  }
}

// A supervisor with a subject whose output can be read.
class Supervised {
 public:
  explicit Supervised(std::vector<std::string> command, std::vector<std::string> environment = {},
                      const probes::CgroupScope* scope = nullptr) {
    auto started = Supervision::start();
    EXPECT_TRUE(started) << started.error().message;
    supervision_.emplace(std::move(*started));
    if (scope != nullptr) {
      EXPECT_TRUE(supervision_->order(UseCgroups{scope->place()}, scope->join_descriptors()));
    }
    Pipe in = Pipe::open();
    Pipe out = Pipe::open();
    const auto sent = supervision_->order(StartSubject{std::move(command), std::move(environment)},
                                          {in.read.get(), out.write.get(), STDERR_FILENO});
    EXPECT_TRUE(sent);
    input_ = std::move(in.write);
    output_ = std::move(out.read);
  }
  [[nodiscard]] Report report() {
    auto report = supervision_->wait_for_report(soon());
    EXPECT_TRUE(report) << report.error().message;
    return report ? *report : Report(TreeEnded{-1, -1});
  }
  [[nodiscard]] std::string line() { return test::read_line(output_.get()).value_or("(no line)"); }
  [[nodiscard]] Supervision& supervision() { return *supervision_; }
  void let_go() { supervision_.reset(); }
  void close_input() { input_.reset(); }

 private:
  std::optional<Supervision> supervision_;
  UniqueFd input_;
  UniqueFd output_;
};

class SupervisorTest : public test::LeavesNothingBehind {};

std::string victim(const std::string& name) { return test::victim_path(name).string(); }

TEST_F(SupervisorTest, TellsThatTheSubjectStartedAndHowItEnded) {
  Supervised subject({victim("exits_at_once"), "7"});
  const Report started = subject.report();
  ASSERT_TRUE(std::holds_alternative<SubjectStarted>(started));
  const ProcessId id = std::get<SubjectStarted>(started).id;
  EXPECT_EQ(subject.report(), Report(SubjectEnded{.id = id, .status = {.code = 7}}));
}

TEST_F(SupervisorTest, SaysWhyASubjectCannotStart) {
  Supervised subject({"no-such-program-anywhere"});
  const Report report = subject.report();
  ASSERT_TRUE(std::holds_alternative<StartFailed>(report));
  EXPECT_EQ(std::get<StartFailed>(report).code, ErrorCode::kNotFound);
  EXPECT_NE(std::get<StartFailed>(report).message.find("no-such-program-anywhere"),
            std::string::npos);
}

TEST_F(SupervisorTest, HoldsNoEndOfTheSubjectsPipes) {
  Supervised subject({"/bin/sh", "-c", "echo up; exec cat >/dev/null"});
  EXPECT_EQ(subject.line(), "up");
  subject.close_input();  // the only write end, so cat ends
  ASSERT_TRUE(std::holds_alternative<SubjectStarted>(subject.report()));
  const Report ended = subject.report();
  ASSERT_TRUE(std::holds_alternative<SubjectEnded>(ended));
  EXPECT_TRUE(std::get<SubjectEnded>(ended).status.success());
  EXPECT_EQ(subject.line(), "(no line)") << "the only write end of its output is gone as well";
}

TEST_F(SupervisorTest, PassesBytesOfArgumentsAndEnvironmentUnchanged) {
  const std::string odd = "caf\xC3\xA9 \xFF\x80 \"\\\t";
  Supervised subject({"/bin/sh", "-c", "printf '%s|%s\\n' \"$1\" \"$ODD\"", "sh", odd},
                     {"ODD=" + odd});
  EXPECT_EQ(subject.line(), odd + "|" + odd);
}

TEST_F(SupervisorTest, WhatOutlivesTheSubjectIsKeptUntilItIsAskedToEndTheTree) {
  Supervised subject({"/bin/sh", "-c", "sleep 1000 & echo ready $!"});
  const auto watched = watch(subject.line());
  ASSERT_TRUE(std::holds_alternative<SubjectStarted>(subject.report()));
  ASSERT_TRUE(std::holds_alternative<SubjectEnded>(subject.report()));
  EXPECT_FALSE(probes::has_ended(watched.front().pidfd.get()));
  ASSERT_TRUE(subject.supervision().order(EndTree{milliseconds(0)}));
  EXPECT_EQ(subject.report(), Report(TreeEnded{.killed = 1, .left = 0}));
  expect_ended(watched, soon());
}

TEST_F(SupervisorTest, EndsAPoliteTreeWithoutKilling) {
  Supervised subject({victim("waits")});
  const auto watched = watch(subject.line());
  ASSERT_TRUE(std::holds_alternative<SubjectStarted>(subject.report()));
  ASSERT_TRUE(subject.supervision().order(EndTree{seconds(20)}));
  const Report ended = subject.report();
  ASSERT_TRUE(std::holds_alternative<SubjectEnded>(ended));
  EXPECT_EQ(std::get<SubjectEnded>(ended).status.signal, SIGTERM);
  EXPECT_EQ(subject.report(), Report(TreeEnded{.killed = 0, .left = 0}));
  expect_ended(watched, soon());
}

TEST_F(SupervisorTest, EndsWhatIgnoresTermHasStoppedLeftTheSessionOrForks) {
  Supervised subject({victim("leaves_a_crowd")});
  const auto watched = watch(subject.line());
  EXPECT_EQ(watched.size(), 5U);
  ASSERT_TRUE(std::holds_alternative<SubjectStarted>(subject.report()));
  ASSERT_TRUE(subject.supervision().order(EndTree{milliseconds(100)}));
  ASSERT_TRUE(std::holds_alternative<SubjectEnded>(subject.report()));
  const Report report = subject.report();
  ASSERT_TRUE(std::holds_alternative<TreeEnded>(report));
  EXPECT_GE(std::get<TreeEnded>(report).killed, 5);
  EXPECT_EQ(std::get<TreeEnded>(report).left, 0);
  expect_ended(watched, soon());
}

TEST_F(SupervisorTest, CanStartASubjectAgain) {
  Supervised subject({victim("exits_at_once"), "0"});
  ASSERT_TRUE(std::holds_alternative<SubjectStarted>(subject.report()));
  ASSERT_TRUE(std::holds_alternative<SubjectEnded>(subject.report()));
  Pipe pipe = Pipe::open();
  ASSERT_TRUE(subject.supervision().order(StartSubject{{victim("exits_at_once"), "3"}, {}},
                                          {pipe.read.get(), pipe.write.get(), pipe.write.get()}));
  ASSERT_TRUE(std::holds_alternative<SubjectStarted>(subject.report()));
  const Report ended = subject.report();
  ASSERT_TRUE(std::holds_alternative<SubjectEnded>(ended));
  EXPECT_EQ(std::get<SubjectEnded>(ended).status.code, 3);
}

TEST(SupervisorMessages, CarryTheCgroupsThatThereAre) {
  for (const Order& order :
       {Order(UseCgroups{{.unified = "/sys/fs/cgroup/u\xFF n"}}),
        Order(UseCgroups{{.unified = "/u", .memory = "/m", .pids = "/p"}}), Order(UseCgroups{})}) {
    EXPECT_EQ(parse_order(to_text(order)), order);
  }
}

class SupervisorWithCgroup : public SupervisorTest {
 protected:
  void SetUp() override {
    SupervisorTest::SetUp();
    auto made = probes::CgroupScope::create();
    if (!made) GTEST_SKIP() << made.error().message;
    scope.emplace(std::move(*made));
  }
  void TearDown() override {
    scope.reset();
    SupervisorTest::TearDown();
  }
  [[nodiscard]] Supervised start(const std::string& name) const {
    return Supervised({victim(name)}, {}, &*scope);
  }
  std::optional<probes::CgroupScope> scope;
};

TEST_F(SupervisorWithCgroup, StartsTheSubjectInsideAndStaysOutside) {
  Supervised subject = start("forks_setsid_grandchild");
  const auto watched = watch(subject.line());
  ASSERT_EQ(watched.size(), 2U);
  EXPECT_THAT(scope->members().value(),
              testing::UnorderedElementsAre(watched[0].pid, watched[1].pid));
}

TEST_F(SupervisorWithCgroup, EndsWhatIsInTheGroupWithoutBeingBelowIt) {
  Supervised subject = start("exits_at_once");
  // Nobody's descendant as far as the supervisor can see.
  test::Victim stray("ignores_term", {}, {.join_cgroups = scope->join_descriptors()});
  ASSERT_FALSE(stray.ready().empty());
  ASSERT_TRUE(std::holds_alternative<SubjectStarted>(subject.report()));
  ASSERT_TRUE(std::holds_alternative<SubjectEnded>(subject.report()));
  ASSERT_TRUE(subject.supervision().order(EndTree{milliseconds(0)}));
  EXPECT_EQ(subject.report(), Report(TreeEnded{.killed = 1, .left = 0}));
  EXPECT_EQ(stray.child().wait(soon()), (probes::ExitStatus{.signal = SIGKILL}));
}

TEST_F(SupervisorWithCgroup, RemovesTheGroupOfAHarnessThatHasGone) {
  Supervised subject = start("leaves_a_crowd");
  const auto watched = watch(subject.line());
  const probes::CgroupPlace place = scope->release();
  scope.reset();
  EXPECT_TRUE(std::filesystem::exists(*place.unified));
  subject.let_go();
  expect_ended(watched, Deadline::in(seconds(0)));
  for (const auto& group : {place.unified, place.memory, place.pids}) {
    EXPECT_FALSE(group && std::filesystem::exists(*group));
  }
}

TEST_F(SupervisorTest, EndsTheTreeWhenItIsLetGo) {
  Supervised subject({victim("leaves_a_crowd")});
  const auto watched = watch(subject.line());
  subject.let_go();
  expect_ended(watched, Deadline::in(seconds(0)));
}

TEST_F(SupervisorTest, AKilledHarnessLeavesNothingFiveSecondsLater) {
  auto scratch = TempDir::create("tmr-test");
  ASSERT_TRUE(scratch);
  std::ofstream(scratch->path() / "file") << "left";
  Pipe output = Pipe::open();
  auto harness = probes::Child::start(
      {.program = "/proc/self/exe",
       .arguments = {"__harness", victim("leaves_a_crowd"), scratch->path().string()}},
      {.descriptors = {{.theirs = 1, .ours = output.write.get()}}});
  ASSERT_TRUE(harness) << harness.error().message;
  output.write.reset();
  const auto watched = watch(test::read_line(output.read.get()).value_or(""));
  ASSERT_EQ(watched.size(), 6U);  // the supervisor too
  ASSERT_TRUE(harness->signal(SIGKILL));
  expect_ended(watched, Deadline::in(seconds(5)));
  EXPECT_FALSE(std::filesystem::exists(scratch->path()));
}

// What the last test kills: reports "ready SUPERVISOR" and what the subject reported, then waits.
int be_a_harness(const std::string& command, const std::string& scratch) {
  auto supervision = Supervision::start();
  if (!supervision) return 1;
  const Pipe pipe = Pipe::open();
  if (!supervision->order(RemoveAtEnd{scratch})) return 1;
  if (!supervision->order(StartSubject{{command}, {}},
                          {pipe.read.get(), pipe.write.get(), STDERR_FILENO})) {
    return 1;
  }
  const std::string line = test::read_line(pipe.read.get()).value_or("ready");
  std::cout << "ready " << supervision->pid() << line.substr(5) << '\n' << std::flush;
  for (;;) ::pause();
}

}  // namespace
}  // namespace tidemark::harness

int main(int argc, char** argv) {
  const std::string role = argc > 1 ? argv[1] : "";
  if (role == tidemark::harness::kSupervisorArgument) {
    return tidemark::harness::run_supervisor(tidemark::harness::kSupervisorControl);
  }
  if (role == "__harness" && argc == 4) return tidemark::harness::be_a_harness(argv[2], argv[3]);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
