// Membership, from synthetic sweeps. Pid 100 is us, pid 200 the subject unless a case says
// otherwise.
#include "probes/sampling/subject_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark::probes {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Pid kUs = 100;
constexpr ProcessId kInit{.pid = 1, .start_ticks = 1};
constexpr ProcessId kOurs{.pid = kUs, .start_ticks = 50};
constexpr ProcessId kRoot{.pid = 200, .start_ticks = 60};
constexpr ProcessId kChild{.pid = 201, .start_ticks = 61};
constexpr ProcessId kGrandchild{.pid = 202, .start_ticks = 62};

ProcessFacts process(ProcessId id, Pid parent, char state = 'S') {
  return {.id = id, .parent = parent, .state = state};
}

// A sweep in which init and we ourselves are always there.
std::vector<ProcessFacts> sweep(std::vector<ProcessFacts> others) {
  others.push_back(process(kInit, 0));
  others.push_back(process(kOurs, 1));
  return others;
}

SubjectTree tree_with_root() {
  SubjectTree tree(kUs);
  tree.add_root(kRoot);
  return tree;
}

TEST(SubjectTree, HasTheRootAndAllBelowIt) {
  SubjectTree tree = tree_with_root();
  const TreeChange change =
      tree.update(sweep({process(kGrandchild, kChild.pid), process(kRoot, kUs),
                         process(kChild, kRoot.pid), process({300, 1}, 1)}));
  EXPECT_THAT(change.born, ElementsAre(kRoot, kChild, kGrandchild));
  EXPECT_THAT(change.ended, IsEmpty());
  EXPECT_THAT(tree.members(), ElementsAre(kRoot, kChild, kGrandchild));
  EXPECT_TRUE(tree.is_root(kRoot));
  EXPECT_FALSE(tree.is_root(kChild));
}

TEST(SubjectTree, CallsAMemberAnOrphanOnceItsParentHasEnded) {
  SubjectTree tree = tree_with_root();
  const ProcessFacts root = process(kRoot, kUs);
  ProcessFacts grandchild = process(kGrandchild, kChild.pid);
  tree.update(sweep({root, process(kChild, kRoot.pid), grandchild}));
  EXPECT_FALSE(tree.is_orphan(root));
  EXPECT_FALSE(tree.is_orphan(grandchild));
  grandchild.parent = kUs;  // the subreaper has it now
  tree.update(sweep({root, grandchild}));
  EXPECT_TRUE(tree.is_orphan(grandchild));
  EXPECT_FALSE(tree.is_orphan(root));
  grandchild.state = 'Z';
  EXPECT_FALSE(tree.is_orphan(grandchild));
}

TEST(SubjectTree, ThatIsChosenByAnotherBondHasNoOrphans) {
  SubjectTree tree = SubjectTree::chosen_by(
      [](std::span<const ProcessFacts>) { return std::set<ProcessId>{kChild}; });
  tree.update(sweep({process(kChild, 1)}));
  EXPECT_FALSE(tree.is_orphan(process(kChild, 1)));
}

TEST(SubjectTree, ReportsEachBirthAndDeathOnce) {
  SubjectTree tree = tree_with_root();
  tree.update(sweep({process(kRoot, kUs)}));
  EXPECT_THAT(tree.update(sweep({process(kRoot, kUs), process(kChild, 200)})).born,
              ElementsAre(kChild));
  const TreeChange still = tree.update(sweep({process(kRoot, kUs), process(kChild, 200)}));
  EXPECT_THAT(still.born, IsEmpty());
  EXPECT_THAT(still.ended, IsEmpty());
  EXPECT_THAT(tree.update(sweep({process(kRoot, kUs)})).ended, ElementsAre(kChild));
  EXPECT_THAT(tree.update(sweep({})).ended, ElementsAre(kRoot));
  EXPECT_FALSE(tree.is_root(kRoot));
}

TEST(SubjectTree, KeepsWhatWasReparentedToUsOrToInit) {
  for (const Pid heir : {kUs, 1}) {
    SubjectTree tree = tree_with_root();
    tree.update(sweep({process(kRoot, kUs), process(kChild, 200), process(kGrandchild, 201)}));
    tree.update(sweep({process(kGrandchild, heir)}));
    EXPECT_THAT(tree.members(), ElementsAre(kGrandchild));
    const ProcessId late{.pid = 203, .start_ticks = 90};
    tree.update(sweep({process(kGrandchild, heir), process(late, 202)}));
    EXPECT_THAT(tree.members(), ElementsAre(kGrandchild, late));
  }
}

TEST(SubjectTree, TakesInOrphansWhoseAncestorsItNeverSaw) {
  SubjectTree tree = tree_with_root();
  tree.update(sweep({process(kRoot, kUs)}));
  tree.update(sweep({process(kRoot, kUs), process(kGrandchild, kUs)}));
  EXPECT_THAT(tree.members(), ElementsAre(kRoot, kGrandchild));
}

TEST(SubjectTree, TakesInANewcomerWhoseParentEndedDuringTheSweep) {
  SubjectTree tree = tree_with_root();
  tree.update(sweep({process(kRoot, kUs), process(kChild, 200)}));
  const TreeChange change = tree.update(sweep({process(kRoot, kUs), process(kGrandchild, 201)}));
  EXPECT_THAT(change.born, ElementsAre(kGrandchild));
  EXPECT_THAT(change.ended, ElementsAre(kChild));
}

TEST(SubjectTree, KeepsZombiesUntilTheyAreReaped) {
  SubjectTree tree = tree_with_root();
  tree.update(sweep({process(kRoot, kUs), process(kChild, 200)}));
  EXPECT_THAT(tree.update(sweep({process(kRoot, kUs), process(kChild, 200, 'Z')})).ended,
              IsEmpty());
  EXPECT_THAT(tree.update(sweep({process(kRoot, kUs)})).ended, ElementsAre(kChild));
}

TEST(SubjectTree, DoesNotGiveMembershipToARecycledPid) {
  SubjectTree tree = tree_with_root();
  tree.update(sweep({process(kRoot, kUs), process(kChild, 200)}));
  const ProcessId later{.pid = kChild.pid, .start_ticks = 99};
  const TreeChange change = tree.update(sweep({process(kRoot, kUs), process(later, 1)}));
  EXPECT_THAT(change.ended, ElementsAre(kChild));
  EXPECT_THAT(tree.members(), ElementsAre(kRoot));
}

TEST(SubjectTree, DoesNotTakeAProcessForTheChildOfOneThatStartedLater) {
  SubjectTree tree = tree_with_root();
  const ProcessId recycled{.pid = 201, .start_ticks = 99};
  tree.update(sweep({process(kRoot, kUs), process(recycled, 200), process({300, 70}, 201)}));
  EXPECT_THAT(tree.members(), ElementsAre(kRoot, recycled));
}

TEST(SubjectTree, LeavesOutOurOtherChildrenAndTheirDescendants) {
  SubjectTree tree = tree_with_root();
  const ProcessId guard{.pid = 150, .start_ticks = 55};
  const ProcessId below{.pid = 151, .start_ticks = 56};
  tree.exclude(guard);
  tree.update(sweep({process(kRoot, kUs), process(guard, kUs), process(below, 150)}));
  EXPECT_THAT(tree.members(), ElementsAre(kRoot));
  // Its descendant stays a stranger when it is reparented to us.
  tree.update(sweep({process(kRoot, kUs), process(below, kUs), process({152, 57}, 151)}));
  EXPECT_THAT(tree.members(), ElementsAre(kRoot));
}

TEST(SubjectTree, NeverHasUsEvenBelowARoot) {
  SubjectTree tree(kUs);
  const ProcessId shell{.pid = 90, .start_ticks = 40};
  tree.add_root(shell);
  tree.update(
      std::vector{process(kInit, 0), process(shell, 1), process(kOurs, 90), process({91, 41}, 90)});
  EXPECT_THAT(tree.members(), ElementsAre(shell, ProcessId{91, 41}));
}

TEST(SubjectTree, FollowsSeveralRootsOneAfterTheOther) {
  SubjectTree tree = tree_with_root();
  tree.update(sweep({process(kRoot, kUs), process(kChild, 200)}));
  const ProcessId second{.pid = 400, .start_ticks = 100};
  tree.add_root(second);
  const TreeChange change = tree.update(sweep({process(second, kUs), process(kChild, kUs)}));
  EXPECT_THAT(change.born, ElementsAre(second));
  EXPECT_THAT(tree.members(), ElementsAre(kChild, second));
}

TEST(SubjectTree, SurvivesSweepsThatMakeNoSense) {
  SubjectTree tree = tree_with_root();
  tree.update({});
  EXPECT_THAT(tree.members(), IsEmpty());
  tree.update(
      std::vector{process({5, 5}, 6), process({6, 5}, 5), process({7, 5}, 7), process({7, 5}, 7)});
  EXPECT_THAT(tree.members(), IsEmpty());
}

TEST(SubjectTree, HandlesADeepChainWithoutRecursion) {
  SubjectTree tree = tree_with_root();
  std::vector<ProcessFacts> chain = {process(kRoot, kUs)};
  for (Pid pid = 201; pid < 30000; ++pid) chain.push_back(process({pid, 70}, pid - 1));
  std::ranges::reverse(chain);
  EXPECT_EQ(tree.update(sweep(chain)).born.size(), chain.size());
}

SteadyTime at_second(int second) { return SteadyTime(std::chrono::seconds(second)); }

ProcessFacts started_at(ProcessFacts facts, SteadyTime started) {
  facts.started = started;
  return facts;
}

TEST(SubjectTree, TakesInWhatIsClaimedThoughAncestryLostIt) {
  SubjectTree tree = tree_with_root();
  tree.update(sweep({process(kRoot, kUs)}));
  tree.claim(std::vector<Pid>{kGrandchild.pid}, at_second(10));
  tree.update(sweep({process(kRoot, kUs), process(kGrandchild, 1)}));
  EXPECT_THAT(tree.members(), ElementsAre(kRoot, kGrandchild));
  const ProcessId child{.pid = 210, .start_ticks = 99};
  tree.update(sweep({process(kRoot, kUs), process(kGrandchild, 1), process(child, 202)}));
  EXPECT_THAT(tree.members(), ElementsAre(kRoot, kGrandchild, child)) << "and all below it";
}

TEST(SubjectTree, AClaimDoesNotMeanWhoGotThePidLater) {
  SubjectTree tree = tree_with_root();
  tree.claim(std::vector<Pid>{201}, at_second(10));
  tree.update(sweep({process(kRoot, kUs), started_at(process(kChild, 1), at_second(11))}));
  EXPECT_THAT(tree.members(), ElementsAre(kRoot));
}

TEST(SubjectTree, AClaimServesOneUpdate) {
  SubjectTree tree = tree_with_root();
  tree.claim(std::vector<Pid>{201}, at_second(10));
  tree.update(sweep({process(kRoot, kUs)}));
  tree.update(sweep({process(kRoot, kUs), process(kChild, 1)}));
  EXPECT_THAT(tree.members(), ElementsAre(kRoot));
}

TEST(SubjectTree, NoClaimMakesUsOrTheExcludedMembers) {
  SubjectTree tree = tree_with_root();
  tree.exclude(kChild);
  tree.claim(std::vector<Pid>{kUs, 201}, at_second(10));
  tree.update(sweep({process(kRoot, kUs), process(kChild, kUs)}));
  EXPECT_THAT(tree.members(), ElementsAre(kRoot));
}

}  // namespace
}  // namespace tidemark::probes
