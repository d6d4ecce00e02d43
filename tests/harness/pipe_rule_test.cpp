// Command pipes of browsers that more than their owners can write to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/rest_story.hpp"

namespace tidemark::harness {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Pid kSubject = 100;  // the first that a story starts

class SharedPipe : public testing::Test {
 protected:
  SharedPipe() : browser_(story_.start("browser")), worker_(story_.start("other")) {}

  void rest(std::vector<PipeWriter> writers) { story_.rest().pipe_writers = std::move(writers); }
  [[nodiscard]] PipeWriter owner() const {
    return {.browser = browser_, .writer = kSubject, .launched = true};
  }
  [[nodiscard]] PipeWriter intruder() const { return {.browser = browser_, .writer = worker_}; }
  [[nodiscard]] std::vector<Finding> shared() const {
    auto findings = story_.judged().findings;
    std::erase_if(findings, [](const Finding& it) { return it.kind != FindingKind::kPipeShared; });
    return findings;
  }

  RestStory story_;
  Pid browser_;
  Pid worker_;
};

TEST_F(SharedPipe, NamesBrowserAndHolder) {
  for (int i = 0; i < 4; ++i) rest({owner(), intruder()});
  const auto found = shared();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].explanation,
            "the command pipe of browser pid 101 is open for writing in pid 102 (/bin/other "
            "--id=102) too: a kill of pid 100, which started it, does not end it");
  ASSERT_THAT(found[0].culprits, SizeIs(1));
  EXPECT_EQ(found[0].culprits[0].pid, worker_);
  EXPECT_THAT(found[0].counts, ElementsAre(0, 1, 1, 1, 1));
  EXPECT_THAT(found[0].advice.fix, HasSubstr("O_CLOEXEC"));
  EXPECT_FALSE(found[0].leak);
  EXPECT_EQ(story_.judged().verdict, Verdict::kStable);
}

TEST_F(SharedPipe, OfOneWriterIsAsItShouldBe) {
  for (int i = 0; i < 4; ++i) rest({owner()});
  EXPECT_THAT(shared(), IsEmpty());
}

TEST_F(SharedPipe, ForAMomentIsNoTrouble) {
  for (int i = 0; i < 3; ++i) rest({owner()});
  rest({owner(), intruder()});
  EXPECT_THAT(shared(), IsEmpty());
  rest({owner()});
  EXPECT_THAT(shared(), IsEmpty());
}

TEST_F(SharedPipe, IsSeenWhenEachCycleHasANewBrowser) {
  for (int i = 0; i < 4; ++i) {
    story_.end(browser_);
    browser_ = story_.start("browser");
    rest({owner(), intruder()});
  }
  EXPECT_THAT(shared(), SizeIs(1));
}

TEST_F(SharedPipe, IsToldAlsoWhereNobodyIsTheLauncher) {
  PipeWriter client = owner();
  client.launched = false;
  for (int i = 0; i < 4; ++i) rest({client, intruder()});
  ASSERT_THAT(shared(), SizeIs(1));
  EXPECT_THAT(shared()[0].explanation, HasSubstr("and 1 more: a kill of one of them"));
}

TEST_F(SharedPipe, SaysNothingWhereADamagedRecordingHasLaunchersOnly) {
  PipeWriter second = intruder();
  second.launched = true;
  for (int i = 0; i < 4; ++i) rest({owner(), second});
  EXPECT_THAT(shared(), IsEmpty());
}

TEST_F(SharedPipe, CountsTheBrowsersItIsSoWith) {
  const Pid second = story_.start("browser");
  story_.start("browser");
  for (int i = 0; i < 4; ++i) {
    rest({owner(),
          intruder(),
          {.browser = second, .writer = kSubject, .launched = true},
          {.browser = second, .writer = worker_}});
  }
  ASSERT_THAT(shared(), SizeIs(1));
  EXPECT_THAT(shared()[0].explanation, HasSubstr("so it is with 2 of 3 browsers"));
  EXPECT_THAT(shared()[0].culprits, SizeIs(1)) << "one holder, named once";
}

}  // namespace
}  // namespace tidemark::harness
