// Ending orphans: real processes, and views of them that change between the looks.
#include "probes/orphans/reap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "probes/base/temp_dir.hpp"
#include "probes/process/process_ref.hpp"
#include "tests/probes/orphans/view_builder.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

using test::Victim;

// A machine on which a real victim looks like a browser that was given to an init.
class Reaping : public test::LeavesNothingBehind {
 protected:
  // The view as it is at this moment.
  void lose(Victim& victim) {
    const ProcessId id = victim.child().id();
    ViewedProcess& process = machine.add_browser(id.pid, 1);
    process.facts.id = id;
    machine.remove(id.pid + 1);  // its renderer is not real
    victims.push_back(id);
  }
  Finding plan() {
    const auto found = find_orphans(look(), {});
    EXPECT_EQ(found.findings.size(), 1U);
    return found.findings.empty() ? Finding{} : found.findings.front();
  }
  // Whoever ended is not in a later look.
  MachineView look() {
    ViewBuilder now = machine;
    for (const ProcessId& id : victims) {
      const auto process = ProcessRef::open(id);
      if (!process || !process->alive()) now.remove(id.pid);
    }
    return now.view();
  }
  ReapReport run(const Finding& finding, std::function<void(int)> before_look = [](int) {}) {
    int looks = 0;
    const ReapOptions options{.grace = std::chrono::milliseconds(300),
                              .look = [&]() -> Result<MachineView> {
                                before_look(++looks);
                                return look();
                              }};
    auto report = reap({finding}, {}, options);
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(ReapReport{});
  }

  ViewBuilder machine;
  std::vector<ProcessId> victims;
};

TEST_F(Reaping, AsksFirst) {
  Victim victim("waits");
  ASSERT_FALSE(victim.ready().empty());
  lose(victim);
  const ReapReport report = run(plan());
  ASSERT_EQ(report.trees.size(), 1U);
  EXPECT_EQ(report.trees[0].ended.size(), 1U);
  EXPECT_FALSE(report.trees[0].needed_kill);
  EXPECT_EQ(victim.child().wait(test::soon())->signal, SIGTERM);
}

TEST_F(Reaping, KillsWhatOutlivesTheGrace) {
  Victim victim("ignores_term");
  ASSERT_FALSE(victim.ready().empty());
  lose(victim);
  const ReapReport report = run(plan());
  ASSERT_EQ(report.trees.size(), 1U);
  EXPECT_TRUE(report.trees[0].needed_kill);
  EXPECT_TRUE(report.trees[0].left.empty());
  EXPECT_EQ(victim.child().wait(test::soon())->signal, SIGKILL);
}

TEST_F(Reaping, EndsStoppedProcesses) {
  Victim victim("stops_itself");
  ASSERT_FALSE(victim.ready().empty());
  lose(victim);
  machine.at(victim.child().pid()).facts.state = 'T';
  const ReapReport report = run(plan());
  EXPECT_TRUE(report.trees.at(0).left.empty());
  EXPECT_TRUE(victim.child().wait(test::soon()));
}

TEST_F(Reaping, SparesATreeThatGotAnOwnerSinceItWasListed) {
  Victim victim("waits");
  ASSERT_FALSE(victim.ready().empty());
  lose(victim);
  const Finding planned = plan();
  machine.add(50, 1, {"node", "app.js"});
  machine.connect(50, victim.child().pid(), 9222);
  const ReapReport report = run(planned);
  EXPECT_THAT(report.trees.at(0).spared, ::testing::HasSubstr("no orphan any more"));
  EXPECT_EQ(victim.child().poll(), std::nullopt);
}

TEST_F(Reaping, SparesATreeThatIsTakenOverDuringTheGrace) {
  Victim victim("ignores_term");
  ASSERT_FALSE(victim.ready().empty());
  lose(victim);
  const ReapReport report = run(plan(), [&](int look) {
    if (look != 2) return;
    machine.add(50, 1, {"node", "app.js"});
    machine.connect(50, victim.child().pid(), 9222);
  });
  EXPECT_THAT(report.trees.at(0).spared, ::testing::HasSubstr("took it over"));
  EXPECT_EQ(victim.child().poll(), std::nullopt);
}

TEST_F(Reaping, NeverTouchesALaterProcessWithTheSamePid) {
  Victim victim("waits");
  ASSERT_FALSE(victim.ready().empty());
  lose(victim);
  Finding planned = plan();
  --planned.root.start_ticks;  // the orphan that was listed has ended, its pid was given away
  --planned.members.at(0).start_ticks;
  const ReapReport report = run(planned);
  EXPECT_THAT(report.trees.at(0).spared, ::testing::HasSubstr("ended by itself"));
  EXPECT_EQ(victim.child().poll(), std::nullopt);
}

TEST_F(Reaping, LeavesZombiesAndWedgedProcessesToTheirOwners) {
  Victim victim("waits");
  ASSERT_FALSE(victim.ready().empty());
  lose(victim);
  Finding planned = plan();
  planned.kind = FindingKind::kStopped;
  EXPECT_TRUE(run(planned).trees.empty());
  EXPECT_EQ(victim.child().poll(), std::nullopt);
}

TEST_F(Reaping, RemovesOnlyDirectoriesThatAreStillUnused) {
  const TempDir dir = TempDir::create("tidemark-test").value();
  std::vector<ScratchDirectory> planned;
  for (const char* name : {"lighthouse.used", "lighthouse.unused"}) {
    const auto path = std::filesystem::canonical(dir.path()) / name;
    std::filesystem::create_directory(path);
    std::ofstream(path / "Local State") << "{}";
    planned.push_back({.path = path, .bytes = Bytes::kib(4)});
  }
  machine.add(50, 1, {"tar", planned[0].path.string()});  // since they were listed
  const ReapOptions options{.look = [&]() -> Result<MachineView> { return look(); }};
  const auto report = reap({}, planned, options);
  ASSERT_TRUE(report);
  EXPECT_TRUE(std::filesystem::exists(planned[0].path));
  EXPECT_FALSE(std::filesystem::exists(planned[1].path));
  EXPECT_THAT(report->directories.at(0).kept, ::testing::HasSubstr("tar (pid 50)"));
  EXPECT_EQ(report->disk, Bytes::kib(4));
}

}  // namespace
}  // namespace tidemark::probes
