// When to replace what grows: from imagined runs to figures and words.
#include "harness/verdict/retirement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "harness/verdict/retirement_wording.hpp"
#include "tests/harness/rest_story.hpp"

namespace tidemark::harness {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr double kMib = 1024.0 * 1024;

// A run of twenty cycles after warm-up, in which processes grow by some amount per cycle. Each
// cycle has ten tasks and takes five seconds.
struct GrowingRun {
  int browsers = 1;
  double browser_mib = 100;  // of one, with its page
  double browsers_grow = 0;  // all of them together, MiB per cycle
  double subject_grows = 0;
  std::vector<RunTime> starts{milliseconds(400), milliseconds(500), milliseconds(900)};
  std::optional<RunTime> cycle_took = milliseconds(5000);
  bool another_browser = false;  // half-way

  [[nodiscard]] JudgeOptions options() const {
    JudgeOptions options = RestStory::done();
    options.tasks_fed = options.tasks_answered = 21 * kTasks;
    options.required.push_back(Resource::kMemory);
    options.browser_starts = starts;
    for (int cycle = 1; cycle <= 21; ++cycle) {
      options.work.cycles.push_back(
          {.cycle = cycle, .tasks = kTasks, .answered = kTasks, .over = true, .took = cycle_took});
    }
    return options;
  }

  [[nodiscard]] Judgement judged() const {
    RestStory story;
    for (int i = 0; i < browsers; ++i) {
      story.start("browser");
      story.start("renderer");
    }
    for (int cycle = 1; cycle <= 21; ++cycle) {
      if (another_browser && cycle == 10) story.start("browser");
      for (RestProcess& process : story.processes()) {
        // A little unrest, or there would be no noise to judge growth by.
        double mib = 20 + 0.01 * (cycle * 7 % 5);
        if (process.role == "subject") mib += subject_grows * cycle;
        if (process.role == "renderer") mib += browser_mib - 40 + browsers_grow * cycle / browsers;
        process.pss = process.rss = Bytes{static_cast<std::uint64_t>(mib * kMib)};
      }
      story.rest();
    }
    return story.judged(options());
  }

  [[nodiscard]] std::optional<Retirement> retirement() const {
    const Judgement judgement = judged();
    for (const Finding& finding : judgement.findings) {
      if (finding.resource == Resource::kMemory) return finding.retirement;
    }
    ADD_FAILURE() << "no growth: " << verdict_on(judgement, Resource::kMemory).evidence;
    return std::nullopt;
  }
  [[nodiscard]] std::string advice() const {
    for (const Finding& finding : judged().findings) {
      if (finding.resource == Resource::kMemory) return finding.advice.fix;
    }
    return {};
  }

  static constexpr int kTasks = 10;
};

TEST(Retirement, FollowsFromGrowthAndFromWhatAStartCosts) {
  const auto found = GrowingRun{.browsers_grow = 5}.retirement();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->role, "browser");
  EXPECT_NEAR(found->share, 1, 0.01);
  EXPECT_NEAR(found->fresh_bytes / kMib, 100, 1);
  EXPECT_NEAR(found->bytes_per_task / kMib, 0.5, 0.01);
  EXPECT_EQ(found->start_s, 0.5);
  EXPECT_EQ(found->starts, 3);
  EXPECT_EQ(found->task_s, 0.5);
  // sqrt(2 * 100 * 0.5 / (0.5 * 0.5))
  EXPECT_NEAR(found->after_tasks, 20, 1);
  EXPECT_NEAR(found->after_cycles, 2, 0.1);
  ASSERT_TRUE(found->extra);
  EXPECT_NEAR(*found->extra, 0.1025, 0.002);
}

TEST(Retirement, IsSaidWithTheFiguresItFollowsFrom) {
  EXPECT_THAT(GrowingRun{.browsers_grow = 5}.advice(),
              AllOf(HasSubstr("until then replace the browser after about 20 tasks (2 cycles): "),
                    HasSubstr("a start costs 0.50 s, a task takes 0.50 s"),
                    HasSubstr("KiB per task from 100"), HasSubstr(" MiB, to 110"),
                    HasSubstr("the least memory per task, 10% more than one that does not grow"),
                    Not(HasSubstr("stays"))));
}

TEST(Retirement, SharesGrowthAndTimeAmongBrowsers) {
  const auto one = GrowingRun{.browsers_grow = 5}.retirement();
  const GrowingRun run{.browsers = 4, .browsers_grow = 5};
  const auto found = run.retirement();
  ASSERT_TRUE(one && found);
  EXPECT_EQ(found->at_once, 4);
  EXPECT_NEAR(found->fresh_bytes / kMib, 100, 1);
  EXPECT_NEAR(found->bytes_per_task, one->bytes_per_task, 0.01 * kMib);
  // A task occupies its browser for four times as long, while the others are at theirs.
  EXPECT_EQ(found->task_s, 2.0);
  EXPECT_NEAR(found->after_tasks, 10, 1);
  EXPECT_NEAR(found->after_cycles, 4, 0.4);
  EXPECT_THAT(run.advice(),
              HasSubstr("replace each of the 4 browsers after about 10 tasks (4 cycles)"));
}

TEST(Retirement, IsOfNoUseWhereTheSubjectGrows) {
  const GrowingRun run{.subject_grows = 3};
  const auto found = run.retirement();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->role, "subject");
  EXPECT_FALSE(found->start_s || found->extra);
  // A quarter of 20 MiB, of which a task adds 0.3.
  EXPECT_NEAR(found->after_tasks, 16, 1);
  EXPECT_THAT(
      run.advice(),
      AllOf(StartsWith("bound what is kept per task; "),
            HasSubstr("nearly all of the growth is in the subject, where no new browser helps: "
                      "until then restart the subject after about 16 tasks"),
            HasSubstr("a quarter"), HasSubstr("what a start costs was not measured")));
}

TEST(Retirement, SaysWhatShareStays) {
  const GrowingRun run{.browsers_grow = 6, .subject_grows = 2};
  const auto found = run.retirement();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->role, "browser");
  EXPECT_NEAR(found->share, 0.75, 0.01);
  EXPECT_NEAR(found->bytes_per_task / kMib, 0.6, 0.02);
  EXPECT_THAT(run.advice(), HasSubstr("25% of the growth is not in the browser, and stays"));
}

TEST(Retirement, IsByARuleOfThumbWhereNothingElseWasMeasured) {
  for (const bool no_start : {true, false}) {
    GrowingRun run{.browsers_grow = 5};
    if (no_start) {
      run.starts.clear();
    } else {
      run.cycle_took.reset();
    }
    const auto found = run.retirement();
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->extra);
    EXPECT_NEAR(found->after_tasks, 50, 1);
    EXPECT_THAT(run.advice(), AllOf(HasSubstr("a quarter"),
                                    HasSubstr(no_start ? "what a start costs was not measured"
                                                       : "how long a task takes was not measured"),
                                    Not(HasSubstr("least memory"))));
  }
}

TEST(Retirement, SaysSoWhereItIsBeyondWhatTheRunSaw) {
  const GrowingRun run{.browsers_grow = 0.2, .starts = {milliseconds(60'000)}};
  const auto found = run.retirement();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->tasks_seen, 210);
  EXPECT_GT(found->after_tasks, 1000);
  EXPECT_THAT(run.advice(), HasSubstr(", more than this run saw it do)"));
}

TEST(Retirement, IsAfterEveryTaskWhereATaskLeaksMoreThanAStartCosts) {
  const GrowingRun run{.browsers_grow = 3000, .starts = {milliseconds(10)}};
  const auto found = run.retirement();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->after_tasks, 1);
  EXPECT_THAT(run.advice(),
              HasSubstr("replace the browser after every task: a start costs 0.01 s"));
}

TEST(Retirement, IsNotSaidOfBrowsersThatBecomeMore) {
  const GrowingRun run{.browsers_grow = 5, .another_browser = true};
  EXPECT_FALSE(run.retirement());
  EXPECT_THAT(run.advice(), Not(HasSubstr("until then")));
}

TEST(Retirement, TellsEstimatesToTwoDigits) {
  Retirement retirement{.role = "browser", .share = 1, .fresh_bytes = 1e8, .bytes_per_task = 1e5};
  retirement.after_tasks = 1437;
  retirement.after_cycles = 35.9;
  retirement.tasks_seen = 2000;
  EXPECT_THAT(retirement_words(retirement), HasSubstr("after about 1400 tasks (36 cycles)"));
  retirement.after_tasks = 7;
  retirement.after_cycles = 0.4;
  EXPECT_THAT(retirement_words(retirement), HasSubstr("after about 7 tasks (less than a cycle)"));
}

}  // namespace
}  // namespace tidemark::harness
