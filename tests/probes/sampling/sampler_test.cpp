// What a sample holds, from a source that tells what a case wants.
#include "probes/sampling/sampler.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "probes/base/unique_fd.hpp"
#include "probes/process/pidfd.hpp"
#include "probes/sampling/libproc_source.hpp"
#include "probes/sampling/proc_source.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

constexpr ProcessId kRoot{.pid = 200, .start_ticks = 60};
constexpr ProcessId kBrowser{.pid = 201, .start_ticks = 61};

class FakeSource final : public ProcessSource {
 public:
  Result<std::vector<ProcessFacts>> sweep(const std::set<ProcessId>& /*members*/) override {
    if (broken) return failure(ErrorCode::kIo, "sweep /proc: broken");
    return processes;
  }
  Reading<int> descriptors(const ProcessId& /*id*/) override {
    ++counted;
    return 7;
  }
  Reading<std::vector<std::string>> command_line(const ProcessId& id) override {
    ++lines_read;
    return lines[id.pid];
  }
  void add_detail(TreeSample& sample) override {
    for (ProcessSample& process : sample.processes) {
      if (is_zombie(process.facts)) continue;
      process.detail.memory = MemoryFacts{.pss = Bytes::mib(3)};
      if (process.facts.id == withheld) process.detail.memory = Absence::kDenied;
    }
  }

  bool broken = false;
  int counted = 0;
  int lines_read = 0;
  ProcessId withheld;
  std::vector<ProcessFacts> processes;
  std::map<Pid, std::vector<std::string>> lines;
};

class SamplerOfFakes : public testing::Test {
 protected:
  SamplerOfFakes() {
    auto owned = std::make_unique<FakeSource>();
    source = owned.get();
    source->processes = {{.id = kBrowser, .parent = 200, .name = "chrome", .state = 'S'},
                         {.id = kRoot, .parent = 100, .name = "python3", .state = 'S'},
                         {.id = {1, 1}, .parent = 0, .name = "init", .state = 'S'}};
    source->lines = {{200, {"python3", "crawl.py"}}, {201, {"/opt/google/chrome/chrome"}}};
    SubjectTree tree(100);
    tree.add_root(kRoot);
    sampler.emplace(std::move(owned), std::move(tree));
  }
  TreeSample take(bool with_detail = false) { return sampler->take(now, with_detail).value(); }

  FakeSource* source;
  SteadyTime now{};
  std::optional<Sampler> sampler;
};

TEST_F(SamplerOfFakes, DescribesMembersOnly) {
  const TreeSample sample = take();
  ASSERT_EQ(sample.processes.size(), 2U);
  EXPECT_EQ(sample.processes[0].facts.id, kRoot);
  EXPECT_EQ(sample.processes[0].role, Role::kSubject);
  EXPECT_EQ(sample.processes[1].role, Role::kBrowser);
  EXPECT_EQ(sample.processes[1].facts.descriptors, 7);
  EXPECT_EQ(sample.births.size(), 2U);
  EXPECT_EQ(source->counted, 2);
  EXPECT_EQ(source->lines_read, 2);
}

TEST_F(SamplerOfFakes, ReadsDetailOnlyWhenAskedAndSaysWhyItIsAbsent) {
  EXPECT_EQ(take().processes[0].detail.memory.why(), Absence::kNotAsked);
  source->withheld = kBrowser;
  const TreeSample sample = take(true);
  EXPECT_TRUE(sample.with_detail);
  EXPECT_EQ(sample.processes[0].detail.memory->pss, Bytes::mib(3));
  EXPECT_EQ(sample.processes[1].detail.memory.why(), Absence::kDenied);
}

TEST_F(SamplerOfFakes, ReadsCommandLinesRarelyOnceAProcessIsGrown) {
  take();
  now += std::chrono::seconds(4);
  take();
  EXPECT_EQ(source->lines_read, 2);
  source->processes[0].name = "headless_shell";
  take();
  EXPECT_EQ(source->lines_read, 3);
  now += std::chrono::seconds(10);
  take();
  EXPECT_EQ(source->lines_read, 5);
}

TEST_F(SamplerOfFakes, FollowsAProcessThatBecomesABrowserByExec) {
  source->lines[201] = {"python3", "crawl.py"};
  EXPECT_EQ(take().processes[1].role, Role::kOther);
  source->lines[201] = {"/opt/google/chrome/chrome", "--headless"};
  EXPECT_EQ(take().processes[1].role, Role::kBrowser);
}

TEST_F(SamplerOfFakes, RemembersWhatAZombieWas) {
  source->lines[201] = {"/opt/google/chrome/chrome --type=renderer --x"};
  take();
  source->processes[0].state = 'Z';
  const TreeSample sample = take(true);
  EXPECT_EQ(sample.processes[1].role, Role::kRenderer);
  EXPECT_EQ(sample.processes[1].facts.command_line, source->lines[201]);
  EXPECT_EQ(sample.processes[1].facts.descriptors.why(), Absence::kGone);
  EXPECT_EQ(sample.processes[1].detail.memory.why(), Absence::kGone);
}

TEST_F(SamplerOfFakes, ReportsDeathsAndForgetsTheDead) {
  take();
  source->processes.erase(source->processes.begin());
  const TreeSample sample = take();
  EXPECT_THAT(sample.deaths, testing::ElementsAre(kBrowser));
  EXPECT_EQ(sample.processes.size(), 1U);
}

TEST_F(SamplerOfFakes, PassesOnThatNothingCouldBeRead) {
  source->broken = true;
  const auto sample = sampler->take(SteadyTime(), false);
  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().code, ErrorCode::kIo);
}

void expect_facts_of_this_process(const std::vector<ProcessFacts>& sweep, SteadyTime now) {
  const auto self =
      std::ranges::find(sweep, ::getpid(), [](const ProcessFacts& f) { return f.id.pid; });
  ASSERT_NE(self, sweep.end());
  EXPECT_EQ(self->id, read_process_id(::getpid()).value());
  EXPECT_EQ(self->parent, ::getppid());
  EXPECT_EQ(self->group, ::getpgrp());
  EXPECT_EQ(self->session, ::getsid(0));
  EXPECT_EQ(self->name, "sampling_test");
  EXPECT_EQ(self->state, 'R');
  ASSERT_TRUE(self->rss);
  EXPECT_GT(*self->rss, Bytes::mib(1));
  EXPECT_GE(self->threads.value_or(0), 1);
  EXPECT_GE(self->cpu, std::chrono::microseconds(0));
  EXPECT_LE(self->started, now + std::chrono::milliseconds(10));
  EXPECT_GT(self->started, now - std::chrono::minutes(2));
  EXPECT_EQ(self->descriptors.why(), Absence::kNotAsked);
}

TEST(LibprocSource, KnowsThisProcessAsTheKernelDoes) {
  auto source = LibprocSource::create();
  ASSERT_TRUE(source) << source.error().message;
  const SteadyTime now = steady_now();
  auto sweep = (*source)->sweep();
  ASSERT_TRUE(sweep) << sweep.error().message;
  expect_facts_of_this_process(*sweep, now);
  const std::vector<Pid> wanted{::getpid(), -1};
  auto chosen = (*source)->look_at(wanted);
  ASSERT_TRUE(chosen) << chosen.error().message;
  ASSERT_EQ(chosen->size(), 1U);
  expect_facts_of_this_process(*chosen, now);
}

TEST(ProcSource, SaysTheSameOfAKnownProcessAsOfANewcomer) {
  auto source = ProcSource::create();
  ASSERT_TRUE(source) << source.error().message;
  const SteadyTime now = steady_now();
  for (int look = 0; look < 3; ++look) {
    const auto sweep = (*source)->sweep({read_process_id(::getpid()).value()});
    ASSERT_TRUE(sweep) << sweep.error().message;
    expect_facts_of_this_process(*sweep, now);
  }
}

TEST(ProcSource, TellsOfMembersAtOnceAndOfOthersWithinSeconds) {
  auto source = ProcSource::create();
  ASSERT_TRUE(source);
  const ProcessId self = read_process_id(::getpid()).value();
  const auto state_in = [](const Result<std::vector<ProcessFacts>>& sweep, const ProcessId& id) {
    const auto found = std::ranges::find(*sweep, id, &ProcessFacts::id);
    return found == sweep->end() ? '-' : found->state;
  };
  test::Victim victim("waits");
  const ProcessId id = victim.child().id();
  ASSERT_NE(state_in((*source)->sweep({self}), id), 'T');
  ASSERT_TRUE(victim.child().signal(SIGSTOP));
  // By a source that has not seen it before, so that the stop has surely happened.
  const Deadline deadline = test::soon();
  while (state_in(ProcSource::create().value()->sweep({}), id) != 'T' && !deadline.passed()) {
  }
  EXPECT_EQ(state_in((*source)->sweep({self, id}), id), 'T');
  ASSERT_TRUE(victim.child().signal(SIGCONT));
  while (state_in((*source)->sweep({self}), id) == 'T' && !deadline.passed()) {
  }
  EXPECT_NE(state_in((*source)->sweep({self}), id), 'T');
}

TEST(ProcSource, SeesAStrangerBecomeAZombieAndGo) {
  auto source = ProcSource::create();
  ASSERT_TRUE(source);
  test::Victim victim("waits");
  const ProcessId id = victim.child().id();
  const auto find = [&] {
    const auto sweep = (*source)->sweep({});
    const auto found = std::ranges::find(*sweep, id, &ProcessFacts::id);
    return found == sweep->end() ? '-' : found->state;
  };
  ASSERT_NE(find(), '-');
  ASSERT_TRUE(victim.child().signal(SIGKILL));
  ASSERT_TRUE(wait_ended(victim.child().pidfd(), test::soon()));
  EXPECT_EQ(find(), 'Z');
  EXPECT_EQ(find(), 'Z');
  ASSERT_TRUE(victim.child().end(std::chrono::seconds(1)));
  EXPECT_EQ(find(), '-');
}

TEST(ProcSource, CountsDescriptorsAsTheyAreNow) {
  auto source = ProcSource::create();
  ASSERT_TRUE(source);
  const ProcessId self = read_process_id(::getpid()).value();
  ASSERT_TRUE((*source)->sweep({}));
  const int before = (*source)->descriptors(self).value_or(-100);
  const UniqueFd more(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  // The first count also took a descriptor to keep.
  const int first = (*source)->descriptors(self).value_or(-100);
  EXPECT_GE(first, before + 1);
  const UniqueFd another(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ((*source)->descriptors(self).value_or(-100), first + 1);
}

TEST(ProcSource, SeesAProcessComeAndGo) {
  auto source = ProcSource::create();
  ASSERT_TRUE(source);
  ASSERT_TRUE((*source)->sweep({}));
  std::optional<test::Victim> victim(std::in_place, "waits");
  const ProcessId id = victim->child().id();
  const auto has = [&] {
    const auto sweep = (*source)->sweep({});
    return sweep && std::ranges::find(*sweep, id, &ProcessFacts::id) != sweep->end();
  };
  EXPECT_TRUE(has());
  EXPECT_TRUE(has());
  EXPECT_TRUE((*source)->descriptors(id));
  victim.reset();
  EXPECT_FALSE(has());
  EXPECT_EQ((*source)->descriptors(id).why(), Absence::kGone);
  EXPECT_EQ((*source)->command_line(id).why(), Absence::kGone);
  TreeSample sample{.processes = {{.facts = {.id = id}}}};
  (*source)->add_detail(sample);
  EXPECT_EQ(sample.processes[0].detail.memory.why(), Absence::kGone);
  EXPECT_EQ(sample.processes[0].detail.io.why(), Absence::kGone);
  EXPECT_EQ(sample.processes[0].detail.descriptor_kinds.why(), Absence::kGone);
}

}  // namespace
}  // namespace tidemark::probes
