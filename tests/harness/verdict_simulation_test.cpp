// Error rates of the verdict over seeded random runs: no false alarm on clean ones that recycle,
// replace and drift; no miss of one process per cycle.
#include <gtest/gtest.h>

#include <random>

#include "tests/harness/rest_story.hpp"

namespace tidemark::harness {
namespace {

// A program with a pool of browsers with renderers. It retires and replaces browsers, sometimes a
// retired one or a renderer is still closing at a rest point, and idle processes drift.
class PoolProgram {
 public:
  explicit PoolProgram(unsigned seed) : random_(seed) {
    for (int i = pick(1, 4); i > 0; --i) browsers_.push_back(start_browser());
    recycling_ = chance_of(0.5) ? 0.0 : std::uniform_real_distribution(0.1, 0.9)(random_);
    lingering_ = std::uniform_real_distribution(0.0, 0.15)(random_);
  }

  void run_cycle() {
    for (const int pid : closing_) story_.end(pid);
    closing_.clear();
    for (int& browser : browsers_) {
      if (chance_of(recycling_)) retire(browser);
    }
    if (chance_of(lingering_)) closing_.push_back(story_.start("renderer", pick(20, 40)));
    for (auto& process : story_.processes()) drift(process);
  }
  void leak_one() { story_.start("renderer", 20, "leaky.example"); }
  void end() {
    story_.end_all();
    story_.rest_after_end();
  }
  RestStory& story() { return story_; }
  int pick(int from, int to) { return std::uniform_int_distribution(from, to)(random_); }

 private:
  bool chance_of(double probability) { return std::bernoulli_distribution(probability)(random_); }
  int start_browser() { return story_.start("browser", pick(95, 120), "a.com"); }
  void retire(int& browser) {
    if (chance_of(lingering_)) {
      closing_.push_back(browser);
    } else {
      story_.end(browser);
    }
    browser = start_browser();
  }
  // Up to two descriptors and threads more or less than a process began with.
  void drift(RestProcess& process) {
    auto& [descriptors, threads] =
        first_.try_emplace(process.pid, *process.descriptors, *process.threads).first->second;
    if (!chance_of(0.3)) return;
    process.descriptors = descriptors + pick(-1, 2);
    process.threads = threads + pick(-1, 2);
  }

  std::mt19937 random_;
  RestStory story_;
  std::vector<int> browsers_;
  std::vector<int> closing_;
  std::map<int, std::pair<int, int>> first_;
  double recycling_ = 0;
  double lingering_ = 0;
};

TEST(VerdictErrorRates, NoFalseAlarmInTwoThousandCleanRuns) {
  int stable = 0;
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    PoolProgram program(seed);
    for (int cycle = program.pick(4, 20); cycle > 0; --cycle) {
      program.run_cycle();
      program.story().rest();
    }
    program.end();
    const auto judgement = program.story().judged();
    ASSERT_NE(judgement.verdict, Verdict::kLeaking) << "seed " << seed << ": " << judgement.reason;
    stable += judgement.verdict == Verdict::kStable ? 1 : 0;
  }
  RecordProperty("stable", stable);
  // An answer that is inconclusive too often is none.
  EXPECT_GE(stable, 1960);
}

TEST(VerdictErrorRates, OneProcessPerCycleIsFoundInFiveCyclesEveryTime) {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    PoolProgram program(seed);
    for (int cycle = 0; cycle < 5; ++cycle) {
      program.run_cycle();
      program.leak_one();
      program.story().rest();
    }
    program.end();  // dies with its subject: only the counts can tell
    const auto judgement = program.story().judged();
    ASSERT_EQ(judgement.verdict, Verdict::kLeaking) << "seed " << seed << ": " << judgement.reason;
    const auto& culprits = judgement.findings.at(0).culprits;
    ASSERT_FALSE(culprits.empty());
    for (const auto& culprit : culprits) EXPECT_EQ(culprit.born_during, "leaky.example");
  }
}

}  // namespace
}  // namespace tidemark::harness
