// Whatever kills the owner of busy browsers, nobody leaves a browser or a profile behind.
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/browser/sweep.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/process/child.hpp"
#include "probes/process/process_ref.hpp"
#include "tests/analyzer/browser/owner.hpp"
#include "tests/analyzer/browser/pool_fixture.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;

class KilledOwner : public LeavesNothingBehind {
 protected:
  void SetUp() override {
    LeavesNothingBehind::SetUp();
    if (const auto browser = analyzer::find_browser(); !browser) {
      GTEST_SKIP() << browser.error().message;
    }
    auto made = TempDir::create("tidemark-t");
    ASSERT_TRUE(made) << made.error().message;
    root_ = std::move(*made);
    start_owner();
  }
  void TearDown() override {
    owner_.reset();
    members_.clear();
    members_of_guard_.clear();
    root_ = TempDir();
    LeavesNothingBehind::TearDown();
  }

  void kill_owner() {
    EXPECT_TRUE(owner_->signal(SIGKILL));
    ASSERT_TRUE(owner_->wait(soon()));
  }
  static void signal(Pid pid, int number) {
    const auto process = probes::ProcessRef::open(*read_process_id(pid));
    ASSERT_TRUE(process) << process.error().message;
    EXPECT_TRUE(process->signal(number));
  }
  // Within two seconds from now.
  void expect_browser_ends() {
    const Deadline deadline = Deadline::in(std::chrono::seconds(2));
    for (const probes::ProcessRef& member : members_) EXPECT_TRUE(member.wait_ended(deadline));
    EXPECT_TRUE(group_members(browser_).empty());
  }
  void expect_guard_ends() {
    EXPECT_TRUE(members_of_guard_.at(0).wait_ended(Deadline::in(std::chrono::seconds(2))));
  }
  bool directory_is_gone() { return fs::is_empty(root()); }

  [[nodiscard]] const fs::path& root() const { return root_.path(); }
  [[nodiscard]] Pid browser() const { return browser_; }
  [[nodiscard]] Pid guard() const { return guard_; }

 private:
  static std::vector<probes::ProcessRef> open_all(const std::vector<Pid>& pids) {
    std::vector<probes::ProcessRef> opened;
    for (const Pid pid : pids) {
      const auto id = read_process_id(pid);
      if (!id) continue;  // left meanwhile
      if (auto process = probes::ProcessRef::open(*id)) opened.push_back(std::move(*process));
    }
    return opened;
  }

  void start_owner() {
    Pipe output = Pipe::open();
    const probes::Command command{.program = "/proc/self/exe",
                                  .arguments = {std::string(kOwnerArgument), root().string()}};
    const probes::StartOptions options{
        .parent_death_signal = SIGKILL,
        .descriptors = {{.theirs = STDOUT_FILENO, .ours = output.write.get()},
                        {.theirs = STDERR_FILENO, .ours = STDERR_FILENO}}};
    auto owner = probes::Child::start(command, options);
    ASSERT_TRUE(owner) << owner.error().message;
    owner_ = std::move(*owner);
    output.write.reset();
    const auto line = read_line(output.read.get());
    ASSERT_TRUE(line && line->starts_with("ready ")) << line.value_or("nothing");
    browser_ = std::stoi(line->substr(6));
    for (const Pid pid : processes_with("__guard")) {
      if (parent_of(pid) == owner_->pid()) guard_ = pid;
    }
    ASSERT_GT(guard_, 0);
    ASSERT_FALSE(directory_is_gone());
    members_ = open_all(group_members(browser_));
    members_of_guard_ = open_all({guard_});
    ASSERT_GT(members_.size(), 3U);  // the browser, its zygotes, renderers, ...
  }

  TempDir root_;
  std::optional<probes::Child> owner_;
  Pid browser_ = 0;
  Pid guard_ = 0;
  std::vector<probes::ProcessRef> members_;
  std::vector<probes::ProcessRef> members_of_guard_;
};

TEST_F(KilledOwner, LeavesNoBrowserAndNoProfile) {
  kill_owner();
  expect_browser_ends();
  expect_guard_ends();
  EXPECT_TRUE(directory_is_gone());
}

TEST_F(KilledOwner, LeavesNoStoppedBrowser) {
  for (const Pid pid : group_members(browser())) signal(pid, SIGSTOP);
  kill_owner();
  expect_browser_ends();
  expect_guard_ends();
  EXPECT_TRUE(directory_is_gone());
}

TEST_F(KilledOwner, WithItsGuardLeavesAProfileForTheNextSweep) {
  signal(guard(), SIGKILL);
  kill_owner();
  expect_browser_ends();
  EXPECT_FALSE(directory_is_gone());
  const auto swept = analyzer::sweep_profiles(root());
  ASSERT_EQ(swept.size(), 1U);
  EXPECT_EQ(swept[0].problem, "");
  EXPECT_TRUE(directory_is_gone());
}

TEST_F(KilledOwner, IsNotSweptWhileItLives) {
  EXPECT_TRUE(analyzer::sweep_profiles(root()).empty());
  EXPECT_FALSE(group_members(browser()).empty());
  kill_owner();
  expect_guard_ends();
  EXPECT_TRUE(directory_is_gone());
}

}  // namespace
}  // namespace tidemark::test
