// What a sample holds, from a source that tells what a case wants.
#include "probes/sampling/sampler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "probes/sampling/libproc_source.hpp"

namespace tidemark::probes {
namespace {

constexpr ProcessId kRoot{.pid = 200, .start_ticks = 60};
constexpr ProcessId kBrowser{.pid = 201, .start_ticks = 61};

class FakeSource final : public ProcessSource {
 public:
  Result<std::vector<ProcessFacts>> sweep() override {
    if (broken) return failure(ErrorCode::kIo, "sweep /proc: broken");
    return processes;
  }
  void describe(ProcessFacts& facts) override {
    ++described;
    if (is_zombie(facts)) return;
    facts.descriptors = 7;
    facts.command_line = lines[facts.id.pid];
  }
  Result<MemoryFacts> memory(const ProcessId& id) override {
    if (id == withheld) return failure(ErrorCode::kDenied, "open smaps_rollup: Permission denied");
    return MemoryFacts{.pss = Bytes::mib(3)};
  }

  bool broken = false;
  int described = 0;
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
  TreeSample take(bool with_memory = false) {
    return sampler->take(SteadyTime(), with_memory).value();
  }

  FakeSource* source;
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
  EXPECT_EQ(source->described, 2);
}

TEST_F(SamplerOfFakes, ReadsMemoryOnlyWhenAskedAndLeavesWithheldAbsent) {
  EXPECT_FALSE(take().processes[0].memory);
  source->withheld = kBrowser;
  const TreeSample sample = take(true);
  EXPECT_TRUE(sample.with_memory);
  EXPECT_EQ(sample.processes[0].memory->pss, Bytes::mib(3));
  EXPECT_FALSE(sample.processes[1].memory);
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
  EXPECT_FALSE(sample.processes[1].facts.descriptors);
  EXPECT_FALSE(sample.processes[1].memory);
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

TEST(LibprocSource, KnowsThisProcessAsTheKernelDoes) {
  auto source = LibprocSource::create();
  ASSERT_TRUE(source) << source.error().message;
  const SteadyTime now = steady_now();
  auto sweep = (*source)->sweep();
  ASSERT_TRUE(sweep) << sweep.error().message;
  const auto self =
      std::ranges::find(*sweep, ::getpid(), [](const ProcessFacts& f) { return f.id.pid; });
  ASSERT_NE(self, sweep->end());
  EXPECT_EQ(self->id, read_process_id(::getpid()).value());
  EXPECT_EQ(self->parent, ::getppid());
  EXPECT_EQ(self->group, ::getpgrp());
  EXPECT_EQ(self->session, ::getsid(0));
  EXPECT_EQ(self->name, "sampling_test");
  EXPECT_EQ(self->state, 'R');
  EXPECT_GT(self->rss.value(), Bytes::mib(1));
  EXPECT_GE(self->threads.value(), 1);
  EXPECT_GE(self->cpu, std::chrono::microseconds(0));
  EXPECT_LE(self->started, now + std::chrono::milliseconds(10));
  EXPECT_GT(self->started, now - std::chrono::minutes(2));
  EXPECT_FALSE(self->descriptors);

  (*source)->describe(*self);
  EXPECT_GE(self->descriptors.value(), 3);
  ASSERT_FALSE(self->command_line.empty());
}

TEST(LibprocSource, LeavesWhatItCannotSeeAbsent) {
  auto source = LibprocSource::create();
  ASSERT_TRUE(source);
  ProcessFacts nobody{.id = {.pid = -1}};
  (*source)->describe(nobody);
  EXPECT_FALSE(nobody.descriptors);
  EXPECT_TRUE(nobody.command_line.empty());
  EXPECT_FALSE((*source)->memory(nobody.id));
}

}  // namespace
}  // namespace tidemark::probes
