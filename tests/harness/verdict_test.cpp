// What the judge makes of runs of every kind: verdict, kind of finding, culprits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/rest_story.hpp"

namespace tidemark::harness {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(Verdict, OfAFlatRunIsStableWithABound) {
  RestStory story;
  story.start("browser", 116);
  for (int i = 0; i < 7; ++i) story.rest();
  story.end_all();
  story.rest_after_end();
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
  EXPECT_THAT(judgement.findings, IsEmpty());
  const auto& processes = verdict_on(judgement, Resource::kProcesses);
  ASSERT_TRUE(processes.bound_per_cycle);
  EXPECT_DOUBLE_EQ(*processes.bound_per_cycle, 3.0 / 6);
  EXPECT_THAT(judgement.reason, HasSubstr("fewer than 50% of cycles leak"));
}

TEST(Verdict, OfOneMoreProcessPerCycleIsLeakingAndNamesEach) {
  RestStory story;
  story.start("browser");
  for (int i = 0; i < 5; ++i) {
    story.start("renderer", 10, "slow.example");
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking);
  ASSERT_THAT(judgement.findings, SizeIs(1));
  const auto& finding = judgement.findings[0];
  EXPECT_TRUE(finding.leak);
  EXPECT_EQ(finding.kind, FindingKind::kGrowth);
  EXPECT_EQ(finding.role, "renderer");
  EXPECT_EQ(finding.baseline, 1);
  EXPECT_EQ(finding.last, 5);
  EXPECT_DOUBLE_EQ(finding.per_cycle, 1);
  EXPECT_THAT(finding.counts, ElementsAre(0, 1, 2, 3, 4, 5));
  // The last cycle's has not persisted yet.
  EXPECT_THAT(finding.culprits,
              AllOf(SizeIs(3), Each(Field(&Culprit::born_during, "slow.example"))));
  EXPECT_EQ(finding.culprits[0].born_in_cycle, 2);
  EXPECT_EQ(finding.culprits[0].what, "/bin/renderer --id=103");
  EXPECT_EQ(finding.culprits[0].age, std::chrono::seconds(40));
  EXPECT_EQ(
      finding.explanation,
      "1 more renderer process after every cycle: 1 after warm-up, 5 now; all were born during "
      "slow.example");
}

TEST(Verdict, OfThreeMorePerCycleSinceTheFourthNamesTheCycle) {
  RestStory story;
  for (int i = 1; i <= 7; ++i) {
    for (int n = 0; i >= 4 && n < 3; ++n) story.start("browser", 10, "a.com");
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking);
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_THAT(judgement.findings[0].explanation,
              HasSubstr("3 more browser processes after every cycle since cycle 4"));
  EXPECT_DOUBLE_EQ(judgement.findings[0].per_cycle, 3);
  EXPECT_EQ(judgement.findings[0].culprits[0].born_in_cycle, 4);
}

TEST(Verdict, OfAStepThatStaysFlatIsStableWithAdvice) {
  RestStory story;
  for (int i = 1; i <= 8; ++i) {
    if (i == 3) story.start("utility", 10, "a.com");
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_FALSE(judgement.findings[0].leak);
  EXPECT_EQ(judgement.findings[0].kind, FindingKind::kPlateau);
  EXPECT_THAT(judgement.findings[0].explanation, HasSubstr("grew by 1 in cycle 3, flat since"));
  // Only the cycles since the step speak for its end.
  EXPECT_DOUBLE_EQ(*verdict_on(judgement, Resource::kProcesses).bound_per_cycle, 3.0 / 5);
}

TEST(Verdict, OfALateStepIsInconclusiveAndSaysWhatItTakes) {
  RestStory story;
  for (int i = 1; i <= 6; ++i) {
    if (i == 5) story.start("utility");
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kInconclusive);
  EXPECT_EQ(judgement.findings.at(0).kind, FindingKind::kUnsettled);
  EXPECT_THAT(judgement.reason, HasSubstr("run at least 2 more cycles"));
}

// A GPU process that crashed comes back with a sandbox, and with the sandbox's broker.
TEST(Verdict, OfAGpuProcessThatCameBackWithABrokerIsStable) {
  RestStory story;
  int gpu = story.start("gpu");
  for (int cycle = 1; cycle <= 4; ++cycle) {
    if (cycle == 3) {
      story.end(gpu);
      gpu = story.start("gpu");
      story.process(story.start("other")).command_line = "/usr/bin/chromium --type=broker";
    }
    story.rest();
  }
  EXPECT_EQ(story.judged().verdict, Verdict::kStable) << story.judged().reason;
  // One whose GPU process has gone is left over.
  story.end(gpu);
  story.rest();
  story.rest();
  EXPECT_NE(story.judged().verdict, Verdict::kStable);
}

TEST(Verdict, OfOneExtraProcessAtTheVeryEndDoesNotCountThatCycleAsClean) {
  RestStory story;
  for (int i = 1; i <= 6; ++i) {
    if (i == 6) story.start("renderer");
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
  EXPECT_DOUBLE_EQ(*verdict_on(judgement, Resource::kProcesses).bound_per_cycle, 3.0 / 4);
  EXPECT_FALSE(judgement.findings.at(0).leak);
}

TEST(Verdict, OfManyExtraProcessesAtTheVeryEndIsInconclusive) {
  RestStory story;
  for (int i = 1; i <= 6; ++i) {
    for (int n = 0; i == 6 && n < 4; ++n) story.start("renderer");
    story.rest();
  }
  EXPECT_EQ(story.judged().verdict, Verdict::kInconclusive);
}

TEST(Verdict, OfASawToothPoolThatRetiresIsStable) {
  RestStory story;
  std::vector<int> pool{story.start("renderer")};
  for (int i = 1; i <= 9; ++i) {
    if (pool.size() == 4) {
      for (const int pid : pool) story.end(pid);
      pool.clear();
    }
    pool.push_back(story.start("renderer"));
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
}

TEST(Verdict, OfAPoolThatReplacesItsMembersEachCycleIsStable) {
  RestStory story;
  std::vector<int> pool;
  for (int i = 1; i <= 8; ++i) {
    for (const int pid : pool) story.end(pid);
    pool = {story.start("browser", 100 + i), story.start("browser", 90 + i)};
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
}

TEST(Verdict, FindsTheLeakBehindAPoolThatReplacesItsMembers) {
  RestStory story;
  int member = story.start("browser");
  for (int i = 1; i <= 7; ++i) {
    story.end(member);
    if (i > 1) story.start("browser", 10, "left.example");  // a predecessor that was not ended
    member = story.start("browser");
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking);
  EXPECT_THAT(judgement.findings.at(0).culprits,
              AllOf(SizeIs(5), Each(Field(&Culprit::born_during, "left.example"))));
}

TEST(Verdict, OfOneDescriptorOfDriftIsStable) {
  RestStory story;
  const int browser = story.start("browser", 116);
  for (int i = 1; i <= 8; ++i) {
    if (i == 5) story.process(browser).descriptors = 117;
    if (i == 5) story.process(browser).threads = 6;
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable);
  EXPECT_THAT(judgement.findings, IsEmpty());
}

TEST(Verdict, OfASlowDescriptorLeakNamesTheProcess) {
  RestStory story;
  story.start("browser", 116);
  for (int i = 1; i <= 5; ++i) {
    *story.processes()[0].descriptors += 1;
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking) << judgement.reason;
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_EQ(judgement.findings[0].resource, Resource::kDescriptors);
  EXPECT_EQ(judgement.findings[0].role, "subject");
  EXPECT_DOUBLE_EQ(judgement.findings[0].per_cycle, 1);
  EXPECT_THAT(judgement.findings[0].culprits,
              ElementsAre(Field(&Culprit::what, "/bin/subject --id=100")));
}

TEST(Verdict, OfADescriptorLeakThatSkipsCyclesIsLeaking) {
  RestStory story;
  const int browser = story.start("browser", 116);
  for (int i = 1; i <= 12; ++i) {
    if (i % 2 == 0) *story.process(browser).descriptors += 1;
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking) << judgement.reason;
  EXPECT_EQ(judgement.findings.at(0).resource, Resource::kDescriptors);
}

TEST(Verdict, CountsDescriptorsOfMoreProcessesAsAMatterOfProcesses) {
  RestStory story;
  story.start("renderer", 30);
  for (int i = 1; i <= 6; ++i) {
    if (i > 1) story.start("renderer", 30);
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(verdict_on(judgement, Resource::kProcesses).verdict, Verdict::kLeaking);
  EXPECT_EQ(verdict_on(judgement, Resource::kDescriptors).verdict, Verdict::kStable);
}

TEST(Verdict, KeepsZombiesApartFromProcesses) {
  RestStory story;
  for (int i = 1; i <= 6; ++i) {
    story.start("renderer", 0, "b.com", 'Z');
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking);
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_EQ(judgement.findings[0].resource, Resource::kZombies);
  EXPECT_THAT(judgement.findings[0].explanation, HasSubstr("renderer zombie"));
  EXPECT_EQ(verdict_on(judgement, Resource::kProcesses).verdict, Verdict::kStable);
}

TEST(Verdict, OfOneDirectoryLeftPerCycleNamesPathsAndTasks) {
  RestStory story;
  for (int i = 1; i <= 5; ++i) {
    story.leave_directory("/tmp/profile-" + std::to_string(i), "shop.example");
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking);
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_EQ(judgement.findings[0].resource, Resource::kDirectories);
  EXPECT_THAT(judgement.findings[0].culprits,
              Contains(AllOf(Field(&Culprit::what, "/tmp/profile-2"), Field(&Culprit::pid, 0),
                             Field(&Culprit::born_during, "shop.example"))));
}

TEST(Verdict, OfLeftoversAfterTheEndIsLeakingWhateverTheBaseline) {
  RestStory story;
  const int browser = story.start("browser", 10, "first.example");  // part of the baseline
  story.leave_directory("/tmp/p");
  for (int i = 1; i <= 5; ++i) story.rest();
  const auto kept = story.process(browser);
  story.end_all();
  story.processes().push_back(kept);
  story.rest_after_end();
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking);
  ASSERT_THAT(judgement.findings, SizeIs(2));
  EXPECT_THAT(judgement.findings, Each(Field(&Finding::kind, FindingKind::kOrphan)));
  EXPECT_THAT(judgement.findings[0].culprits,
              ElementsAre(Field(&Culprit::born_during, "first.example")));
  EXPECT_THAT(judgement.findings[0].explanation,
              HasSubstr("1 browser process outlived the subject"));
  EXPECT_THAT(judgement.findings[0].counts, ElementsAre(0, 1, 1, 1, 1, 1, 1));
}

TEST(Verdict, NamesTheWedgedAmongThoseThatOutliveTheSubject) {
  RestStory story;
  for (int i = 1; i <= 5; ++i) story.rest();
  story.end_all();
  story.start("renderer", 5, "", 'D');
  story.start("renderer");
  story.rest_after_end();
  const auto judgement = story.judged();
  ASSERT_THAT(judgement.findings, SizeIs(2));
  EXPECT_EQ(judgement.findings[0].kind, FindingKind::kOrphan);
  EXPECT_EQ(judgement.findings[1].kind, FindingKind::kWedged);
}

TEST(Verdict, MentionsAProcessThatStaysStoppedWithoutCallingItALeak) {
  RestStory story;
  const int browser = story.start("browser");
  for (int i = 1; i <= 5; ++i) {
    if (i == 4) story.process(browser).state = 'T';
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable);
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_EQ(judgement.findings[0].kind, FindingKind::kWedged);
  EXPECT_FALSE(judgement.findings[0].leak);
}

TEST(Verdict, OfWhatOutlivesAKilledSubjectIsLeaking) {
  RestStory story;
  story.start("browser");
  for (int i = 1; i <= 5; ++i) {
    if (i == 3) {
      story.end(100);
      story.rest_after_kill();
      story.start("subject", 20);
      story.start("browser");
    }
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking);
  EXPECT_EQ(judgement.findings.at(0).kind, FindingKind::kOrphan);
  EXPECT_THAT(judgement.findings.at(0).explanation,
              HasSubstr("1 browser process outlived the killed subject"));
}

TEST(Verdict, OfAKilledSubjectThatTidiesUpWhenItStartsAgainIsStable) {
  RestStory story;
  story.start("browser", 100);
  for (int i = 1; i <= 6; ++i) {
    story.end_all();
    story.leave_directory("/tmp/profile-" + std::to_string(i));
    story.rest_after_kill();
    story.remove_directories();
    story.start("subject", 20 + 7 * (i % 2));
    story.start("browser", 100 + 20 * (i % 3));
    story.rest();
  }
  story.end_all();
  story.rest_after_end();
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
  ASSERT_THAT(judgement.findings, Not(IsEmpty()));
  EXPECT_THAT(judgement.findings, Each(Field(&Finding::leak, false)));
}

TEST(Verdict, OfASubjectStartedAnewEachCycleRestsOnWhatOutlivesIt) {
  for (const bool leaks : {false, true}) {
    std::vector<RestPoint> points;
    RestPoint point{.after_end = true};
    for (point.cycle = 1; point.cycle <= 5; ++point.cycle) {
      if (leaks && point.cycle % 2 == 0) {
        point.processes.push_back({.pid = 40 + point.cycle, .role = "other", .state = 'S'});
        point.processes.back().command_line = "sleep 1000";
        point.processes.back().born_in_cycle = point.cycle;
      }
      points.push_back(point);
    }
    const auto judgement = judge(points, RestStory::done());
    EXPECT_EQ(judgement.verdict, leaks ? Verdict::kLeaking : Verdict::kStable) << judgement.reason;
    if (!leaks) continue;
    EXPECT_THAT(judgement.findings.at(0).culprits,
                AllOf(SizeIs(2), Each(Field(&Culprit::what, "sleep 1000"))));
    EXPECT_DOUBLE_EQ(judgement.findings.at(0).per_cycle, 0.4);
  }
}

TEST(Verdict, OfTooFewCyclesIsInconclusiveAndSaysHowMany) {
  RestStory story;
  for (int i = 1; i <= 3; ++i) story.rest();
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kInconclusive);
  EXPECT_THAT(judgement.reason, HasSubstr("run at least 4 cycles"));
}

TEST(Verdict, OfNothingIsInconclusive) {
  const auto judgement = judge({}, RestStory::done());
  EXPECT_EQ(judgement.verdict, Verdict::kInconclusive);
  EXPECT_THAT(judgement.reason, HasSubstr("no rest point"));
}

TEST(Verdict, IsNeverStableWhenTheRunOrItsWorkWasNotDone) {
  RestStory story;
  for (int i = 1; i <= 6; ++i) story.rest();
  auto options = RestStory::done();
  options.completed = false;
  EXPECT_EQ(story.judged(options).verdict, Verdict::kInconclusive);
  options = RestStory::done();
  options.tasks_answered = 99;
  EXPECT_EQ(story.judged(options).verdict, Verdict::kInconclusive);
  EXPECT_THAT(story.judged(options).reason, HasSubstr("99 of 100"));
  options = RestStory::done();
  options.tasks_fed = options.tasks_answered = 0;
  EXPECT_EQ(story.judged(options).verdict, Verdict::kInconclusive);
  for (const auto& verdict : story.judged(options).verdicts) {
    EXPECT_NE(verdict.verdict, Verdict::kStable);
  }
}

TEST(Verdict, StaysLeakingWhenALeakyRunWasInterrupted) {
  RestStory story;
  for (int i = 1; i <= 5; ++i) {
    story.start("browser");
    story.rest();
  }
  EXPECT_EQ(story.judged({.completed = false, .tasks_fed = 9}).verdict, Verdict::kLeaking);
}

TEST(Verdict, TakesNoiseInThreadCountsAsAdviceAtMost) {
  RestStory story;
  const int browser = story.start("browser");
  for (int i = 1; i <= 7; ++i) {
    story.process(browser).threads = 5 + 6 * i;
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_EQ(judgement.findings[0].resource, Resource::kThreads);
  EXPECT_FALSE(judgement.findings[0].leak);
}

TEST(Verdict, ReportsMemoryGrowthOverFewRestPointsWithoutAnAnswer) {
  RestStory story;
  for (int i = 1; i <= 6; ++i) {
    story.hold(Bytes::mib(100 + 10 * static_cast<unsigned>(i)));
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable);
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_DOUBLE_EQ(judgement.findings[0].per_cycle, 10.0 * 1024 * 1024);
  EXPECT_THAT(judgement.findings[0].explanation, HasSubstr("10.0 MiB per cycle"));
  EXPECT_FALSE(verdict_on(judgement, Resource::kMemory).required);
}

TEST(Verdict, IsInconclusiveWhenARequiredFactIsWithheld) {
  RestStory story;
  story.processes()[0].descriptors.reset();
  for (int i = 1; i <= 6; ++i) story.rest();
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kInconclusive);
  EXPECT_THAT(judgement.reason, HasSubstr("withholds"));
  EXPECT_EQ(story
                .judged({.required = {Resource::kProcesses},
                         .completed = true,
                         .tasks_fed = 1,
                         .tasks_answered = 1})
                .verdict,
            Verdict::kStable);
}

TEST(Verdict, NotesRestPointsThatWereNotReached) {
  RestStory story;
  for (int i = 1; i <= 6; ++i) story.rest().rested = i % 3 != 0;
  EXPECT_THAT(story.judged().notes,
              ElementsAre(AllOf(HasSubstr("2 of 7"), HasSubstr("after cycle 3, 6"))));
}

TEST(Verdict, ListsTheTwentyOldestCulprits) {
  RestStory story;
  for (int i = 1; i <= 6; ++i) {
    for (int n = 0; n < 15; ++n) story.start("browser");
    story.rest();
  }
  const auto judgement = story.judged();
  ASSERT_THAT(judgement.findings.at(0).culprits, SizeIs(20));
  EXPECT_EQ(judgement.findings[0].culprits.front().born_in_cycle, 2);
}

TEST(Verdict, MakesTextFromTheSubjectFitForATerminal) {
  RestStory story;
  for (int i = 1; i <= 5; ++i) {
    const int pid = story.start("browser", 10, "\x1b[2Jevil\xff");
    story.process(pid).command_line = std::string(4000, 'x') + "\n";
    story.rest();
  }
  const auto judgement = story.judged();
  EXPECT_THAT(judgement.reason, Not(HasSubstr("\x1b")));
  EXPECT_THAT(judgement.reason, HasSubstr("evil"));
  EXPECT_LT(judgement.findings.at(0).culprits.at(0).what.size(), 600U);
}

}  // namespace
}  // namespace tidemark::harness
