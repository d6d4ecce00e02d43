// A subject that becomes slower, and one that only seems to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "tests/harness/work_story.hpp"

namespace tidemark::harness {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Course = std::function<double(int)>;  // milliseconds in a cycle

double steady(int /*cycle*/) { return 2000; }

// Cycles of five tasks after one of warm-up.
WorkStory story_of(int cycles, const Course& to_rest, const Course& per_task) {
  WorkStory story;
  for (int cycle = 1; cycle <= cycles + 1; ++cycle) {
    const auto rounded = [&](const Course& course) {
      return milliseconds(std::lround(std::max(1.0, course(cycle))));
    };
    story.cycle({"a.com", "b.com", "c.com", "d.com", "e.com"}, rounded(per_task), rounded(to_rest));
  }
  return story;
}

// Noise whose neighbouring values are alike.
class Wandering {
 public:
  Wandering(unsigned seed, double correlation, double deviation)
      : random_(seed), correlation_(correlation), deviation_(deviation) {}
  double operator()() {
    value_ = correlation_ * value_ + std::sqrt(1 - correlation_ * correlation_) * normal_(random_);
    return deviation_ * value_;
  }

 private:
  std::mt19937 random_;
  std::normal_distribution<> normal_{0, 1};
  double correlation_;
  double deviation_;
  double value_ = 0;
};

TEST(Slowing, TellsARestThatTakesEverLonger) {
  auto story = story_of(20, [](int cycle) { return 2000 + 200 * cycle; }, [](int) { return 100; });
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_EQ(troubles[0].kind, FindingKind::kRestSlower);
  EXPECT_THAT(troubles[0].explanation, HasSubstr("ever longer to come to rest"));
  EXPECT_NEAR(troubles[0].per_cycle, 0.2, 0.02) << "seconds";
  EXPECT_FALSE(troubles[0].leak);
}

TEST(Slowing, TellsTasksThatTakeEverLonger) {
  Wandering noise(1, 0, 10);
  auto story = story_of(20, steady, [&](int cycle) { return 200 + 30 * cycle + noise(); });
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_EQ(troubles[0].kind, FindingKind::kTasksSlower);
  EXPECT_THAT(troubles[0].explanation, HasSubstr("tasks that end as \"alive\" take ever longer"));
}

TEST(Slowing, IsSilentBelowTwelveCycles) {
  auto story = story_of(
      11, [](int cycle) { return 2000 + 500 * cycle; }, [](int cycle) { return 100 * cycle; });
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slowing, TakesNoNoiseForADirection) {
  int told = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    Wandering rest(seed, 0.8, 700);
    Wandering tasks(seed + 1000, 0.8, 100);
    auto story =
        story_of(24, [&](int) { return 2500 + rest(); }, [&](int) { return 300 + tasks(); });
    told += static_cast<int>(story.troubles().size());
  }
  EXPECT_LE(told, 3) << "of 300 series";
}

TEST(Slowing, TakesNoSlowCycleForADirection) {
  auto story = story_of(
      20, [](int cycle) { return cycle == 19 ? 30'000 : 2000; },
      [](int cycle) { return cycle >= 18 && cycle <= 20 ? 2000 : 100; });
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slowing, TakesNoWarmUpForADirection) {
  Wandering noise(3, 0, 200);
  auto story = story_of(
      60, [&](int cycle) { return 10'000 - 9000 * std::exp(-cycle / 12.0) + noise(); },
      [](int) { return 100; });
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slowing, TakesNoStepForADirection) {
  Wandering noise(4, 0, 200);
  auto story = story_of(
      40, [&](int cycle) { return (cycle < 18 ? 2000 : 5000) + noise(); },
      [](int cycle) { return cycle < 25 ? 100 : 400; });
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slowing, DoesNotMentionWhatIsSmall) {
  auto story = story_of(
      20, [](int cycle) { return 2000 + 20 * cycle; }, [](int cycle) { return 20 + cycle; });
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slowing, LeavesOutCyclesInWhichFaultsStruck) {
  WorkStory story;
  for (int cycle = 1; cycle <= 20; ++cycle) {
    if (cycle > 8) {
      story.begin(1);
      story.tell(kFaultStruck, R"({"kind":"network_cut"})");
      story.hand_over("a.com");
      story.pass(milliseconds(500 * cycle));
      story.answer("a.com");
      story.drain();
      story.rest();
    } else {
      story.cycle({"a.com"});
    }
  }
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slowing, IsSilentWhereTheLoadChanges) {
  WorkStory story;
  std::vector<std::string> tasks = {"a.com"};
  for (int cycle = 1; cycle <= 20; ++cycle) {
    if (cycle % 5 == 0) tasks.push_back("more.com");
    story.cycle(tasks, milliseconds(100 * cycle));
  }
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slowing, LooksAtTheTasksThatEndInTheCommonestWayOnly) {
  WorkStory story;
  for (int cycle = 1; cycle <= 20; ++cycle) {
    story.begin(5);
    for (const char* task : {"a.com", "b.com", "c.com"}) {
      story.hand_over(task);
      story.pass(milliseconds(100));
      story.answer(task);
    }
    for (const char* task : {"slow.com", "slower.com"}) {
      story.hand_over(task);
      story.pass(milliseconds(300 * cycle));
      story.answer(task, "timeout");
    }
    story.drain();
    story.rest();
  }
  EXPECT_THAT(story.troubles(), IsEmpty());
}

}  // namespace
}  // namespace tidemark::harness
