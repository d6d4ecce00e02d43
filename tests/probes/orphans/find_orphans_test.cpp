// Every rule of who is an orphan, on machines made by hand.
#include "probes/orphans/find_orphans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/orphans/view_builder.hpp"

namespace tidemark::probes {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

OrphanFindings find(const ViewBuilder& machine, const OrphanSearch& search = {}) {
  return find_orphans(machine.view(), search);
}

// The one finding of a machine that must have exactly one.
Finding only(const OrphanFindings& found) {
  EXPECT_EQ(found.findings.size(), 1U);
  EXPECT_TRUE(found.undecided.empty());
  return found.findings.empty() ? Finding{} : found.findings.front();
}

void expect_nothing(const OrphanFindings& found) {
  for (const Finding& finding : found.findings) {
    ADD_FAILURE() << finding_kind_name(finding.kind) << " " << finding.root.pid;
  }
  EXPECT_TRUE(found.undecided.empty());
}

void expect_undecided(const OrphanFindings& found) {
  EXPECT_TRUE(found.findings.empty());
  EXPECT_EQ(found.undecided.size(), 1U);
}

TEST(Orphans, AreBrowsersGivenToAnInitWithNobodyConnected) {
  ViewBuilder machine;
  machine.add_browser(100, 1);
  const Finding orphan = only(find(machine));
  EXPECT_EQ(orphan.kind, FindingKind::kReparentedBrowser);
  EXPECT_EQ(orphan.root.pid, 100);
  EXPECT_EQ(orphan.members.size(), 2U);
  EXPECT_EQ(orphan.launcher, Launcher::kPuppeteer);
  EXPECT_THAT(orphan.evidence, Contains(HasSubstr("parent has ended")));
  EXPECT_THAT(orphan.evidence, Contains(HasSubstr("port 9222")));
  EXPECT_THAT(orphan.fix, HasSubstr("pipe: true"));
  EXPECT_EQ(orphan.profiles.size(), 1U);
}

TEST(Orphans, AreNotBrowsersThatSomebodyIsConnectedTo) {
  ViewBuilder machine;
  machine.add(50, 1, {"node", "app.js"});
  machine.add_browser(100, 1);
  machine.connect(50, 100, 9222);
  expect_nothing(find(machine));
}

TEST(Orphans, AreTreesThatAreConnectedToThemselvesOnly) {
  ViewBuilder machine;
  machine.add(90, 1, {"chromedriver", "--port=9515"});
  machine.listen(90, 9515);
  machine.add_browser(100, 90);
  machine.connect(90, 100, 9222);
  const Finding orphan = only(find(machine));
  EXPECT_EQ(orphan.kind, FindingKind::kDriverWithoutClient);
  EXPECT_EQ(orphan.root.pid, 90);
  EXPECT_EQ(orphan.members.size(), 3U);
  EXPECT_EQ(orphan.launcher, Launcher::kSelenium);
}

TEST(Orphans, AreNotDriversWithAClient) {
  ViewBuilder machine;
  machine.add(50, 1, {"python3", "scrape.py"});
  machine.add(90, 1, {"chromedriver", "--port=9515"});
  machine.listen(90, 9515);
  machine.add_browser(100, 90);
  machine.connect(50, 90, 9515);
  expect_nothing(find(machine));
}

TEST(Orphans, AreNotBelowALiveLauncherWhoeverIsConnected) {
  ViewBuilder machine;
  machine.add(50, 1, {"node", "app.js"});
  machine.add_browser(100, 50);
  expect_nothing(find(machine));
}

TEST(Orphans, AreNeverAPersonsOwnBrowser) {
  ViewBuilder machine;
  machine.add(100, 1, {"/usr/bin/chromium"});
  machine.add(110, 1, {"/usr/bin/chromium", "--user-data-dir=/home/me/second"});
  // Its debugging port alone does not make it a program's.
  machine.add(120, 1, {"/opt/google/chrome/chrome", "--remote-debugging-port=9222"});
  machine.listen(120, 9222);
  machine.add(130, 1, {"/usr/lib/firefox/firefox"});
  machine.add(140, 1,
              {"/usr/lib/chromium/chrome_crashpad_handler", "--database=/home/me/.config/x/Crash"});
  machine.add(150, 100, {"/usr/bin/chromium --type=zygote"});
  expect_nothing(find(machine));
}

TEST(Orphans, AreNeverAnotherUsers) {
  ViewBuilder machine;
  machine.add_browser(100, 1).user = 33;
  machine.at(101).user = 33;
  expect_nothing(find(machine));
}

TEST(Orphans, AreNeverOfALivePlaywrightSession) {
  ViewBuilder machine;
  machine.add(50, 1, {"node", "app.js"});
  machine.add_pipe_browser(100, 50, 700);
  machine.open(50, 17, DescriptorKind::kPipe, 700, "w");
  machine.open(50, 18, DescriptorKind::kPipe, 701, "r");
  machine.add(60, 1, {"python3", "app.py"});
  machine.add(61, 60, {"node", "/x/playwright/driver/package/cli.js", "run-driver"});
  machine.add_pipe_browser(110, 61, 800);
  expect_nothing(find(machine));
}

TEST(Orphans, AreDriversOfPlaywrightWhoseInputEnded) {
  ViewBuilder machine;
  machine.add(61, 1, {"node", "/x/playwright/driver/package/cli.js", "run-driver"});
  machine.open(61, 0, DescriptorKind::kPipe, 600, "r");
  const Finding orphan = only(find(machine));
  EXPECT_EQ(orphan.kind, FindingKind::kDriverWithoutClient);
  EXPECT_EQ(orphan.launcher, Launcher::kPlaywright);
  machine.add(60, 1, {"python3", "app.py"});
  machine.open(60, 5, DescriptorKind::kPipe, 600, "w");
  expect_nothing(find(machine));
}

TEST(Orphans, KeepTheirOwnerByTheDebuggingPipe) {
  ViewBuilder machine;
  machine.add(50, 1, {"node", "app.js"});
  machine.add_pipe_browser(100, 1, 700);
  machine.open(50, 17, DescriptorKind::kPipe, 700, "w");
  machine.open(50, 18, DescriptorKind::kPipe, 701, "r");
  expect_nothing(find(machine));
}

TEST(Orphans, WithAnAccidentalHolderOfTheirPipeNameIt) {
  ViewBuilder machine;
  machine.add(50, 1, {"sleep", "1000"});
  machine.add_pipe_browser(100, 1, 700);
  machine.open(50, 17, DescriptorKind::kPipe, 700, "w");
  const Finding orphan = only(find(machine));
  EXPECT_EQ(orphan.kind, FindingKind::kPipeWithoutPeer);
  EXPECT_THAT(orphan.evidence, Contains(HasSubstr("sleep (pid 50)")));
}

TEST(Orphans, ThatAreStoppedSayWhyTheyDidNotNotice) {
  ViewBuilder machine;
  machine.add_pipe_browser(100, 1, 700).command_pipe_has_writer = false;
  machine.at(100).facts.state = 'T';
  const Finding orphan = only(find(machine));
  EXPECT_EQ(orphan.kind, FindingKind::kPipeWithoutPeer);
  EXPECT_THAT(orphan.evidence, Contains(HasSubstr("stopped")));
}

TEST(Orphans, AreNotToldWherePipesHaveUnseenHolders) {
  ViewBuilder machine;
  machine.add_pipe_browser(100, 1, 700);
  const OrphanFindings found = find(machine);
  EXPECT_TRUE(found.findings.empty());
  ASSERT_EQ(found.undecided.size(), 1U);
  EXPECT_THAT(found.undecided[0].reason, HasSubstr("may not look into"));
}

TEST(Orphans, DrivenOverSocketPairsAreJudgedByTheirPeers) {
  ViewBuilder machine;
  machine.add(50, 1, {"node", "app.js"});
  machine.add(100, 1, {"/usr/bin/chromium", "--remote-debugging-pipe", "--no-startup-window"});
  machine.open(100, 3, DescriptorKind::kSocket, 10, "rw");
  machine.open(100, 4, DescriptorKind::kSocket, 11, "rw");
  machine.open(50, 20, DescriptorKind::kSocket, 12, "rw");
  machine.open(50, 21, DescriptorKind::kSocket, 13, "rw");
  machine.raw().unix_peers = std::map<std::uint64_t, std::uint64_t>{{10, 12}, {11, 13}};
  expect_nothing(find(machine));
  machine.remove(50);
  machine.raw().unix_peers = std::map<std::uint64_t, std::uint64_t>{};
  const Finding orphan = only(find(machine));
  EXPECT_EQ(orphan.kind, FindingKind::kPipeWithoutPeer);
  EXPECT_EQ(orphan.launcher, Launcher::kPlaywright);
  machine.raw().unix_peers = Absence::kUnsupported;
  EXPECT_EQ(find(machine).undecided.size(), 1U);
}

TEST(Orphans, AreNotBelowAnInitThatIsTheProgramItself) {
  ViewBuilder machine;
  machine.at(1).facts.name = "node";
  machine.at(1).facts.command_line = {"node", "server.js"};
  machine.add_browser(100, 1);
  // Nothing tells whether it was started or adopted.
  expect_undecided(find(machine));
  machine.open(100, 2, DescriptorKind::kPipe, 5, "w");
  expect_undecided(find(machine));
  machine.open(1, 20, DescriptorKind::kPipe, 5, "r");
  expect_nothing(find(machine));
}

TEST(Orphans, BelowAProgramAsPid1AreProvenByTheirOutput) {
  ViewBuilder machine;
  machine.at(1).facts.name = "node";
  machine.add_browser(100, 1);
  machine.open(100, 2, DescriptorKind::kSocket, 5, "rw");
  MachineView view = machine.view();
  std::vector<Socket> sockets = view.networks[kNetwork].sockets();
  sockets.push_back(
      {.inode = 5, .family = SocketFamily::kUnix, .state = SocketState::kEstablished});
  view.networks[kNetwork] = SocketTable(sockets);
  EXPECT_EQ(find_orphans(view, {}).findings.size(), 1U);
  view.unix_peers->emplace(5, 6);  // somebody still reads
  expect_undecided(find_orphans(view, {}));
}

TEST(Orphans, BelowASubreaperAreProvenByTheirDeadGroup) {
  ViewBuilder machine;
  machine.add(50, 1, {"ci-agent"});
  machine.add_browser(100, 50).facts.group = 77;  // whose leader is gone
  EXPECT_EQ(only(find(machine)).root.pid, 100);
  machine.add(77, 50, {"python3"}).facts.id.start_ticks = 1;
  expect_nothing(find(machine));
}

TEST(Orphans, HaveAParentThatStartedLater) {
  ViewBuilder machine;
  machine.add_browser(100, 500);
  machine.add(500, 1, {"agent"});
  EXPECT_EQ(only(find(machine)).root.pid, 100);
}

TEST(Orphans, AreNotWhatSystemdOrAContainersInitStarted) {
  ViewBuilder machine;
  machine.add_browser(100, 1).exec_pid_of_systemd = 100;
  machine.add(200, 1, {"/usr/bin/tini", "--", "chromium"});
  machine.add_browser(210, 200, 9333);
  machine.add_browser(300, 200, 9444).first_of_namespace = true;
  expect_nothing(find(machine));
  machine.at(100).exec_pid_of_systemd = 40;  // inherited from a service
  EXPECT_EQ(only(find(machine)).root.pid, 100);
}

TEST(Orphans, AreLaterChildrenOfAContainersInit) {
  ViewBuilder machine;
  machine.add(200, 1, {"/usr/bin/tini", "--", "node"});
  machine.add(201, 200, {"node", "server.js"});
  machine.add_browser(210, 200);
  EXPECT_EQ(only(find(machine)).root.pid, 210);
}

TEST(Orphans, OfARecordedDeadLauncherNeedNoInit) {
  ViewBuilder machine;
  machine.add(50, 1, {"agent"});
  machine.add(
      100, 50,
      {"/usr/bin/chromium", "--headless", "--user-data-dir=/tmp/tidemark-profile-abc/profile"});
  const ProcessId launcher = machine.at(50).facts.id;
  machine.raw().recorded = {{.directory = "/tmp/tidemark-profile-abc", .process = launcher}};
  expect_nothing(find(machine));
  machine.raw().recorded[0].process.start_ticks -= 1;  // its pid was given away since
  const Finding orphan = only(find(machine));
  EXPECT_EQ(orphan.kind, FindingKind::kDeadLauncher);
  EXPECT_EQ(orphan.launcher, Launcher::kTidemark);
}

TEST(Orphans, IncludeTheWrapperThatStartedThem) {
  ViewBuilder machine;
  machine.add(90, 1, {"/bin/sh", "/usr/bin/chromium-headless-shell", "--headless"});
  machine.add_browser(100, 90);
  const Finding orphan = only(find(machine));
  EXPECT_EQ(orphan.root.pid, 90);
  EXPECT_EQ(orphan.members.size(), 3U);
  EXPECT_EQ(orphan.name, "chromium");
  // A shell that does more than that is a launcher.
  machine.add(95, 90, {"node", "server.js"});
  expect_nothing(find(machine));
}

TEST(Orphans, IncludeWhatDetachedItself) {
  ViewBuilder machine;
  machine.add_browser(100, 1);
  machine.add(120, 1,
              {"/usr/lib/chromium/chrome_crashpad_handler",
               "--database=/tmp/puppeteer_dev_chrome_profile-abc/Crash Reports"});
  machine.add(130, 1, {"helper"}).facts.session = 100;
  EXPECT_EQ(only(find(machine)).members.size(), 4U);
}

TEST(Orphans, AreCrashHandlersOnlyWhenTheirBrowserIsGone) {
  ViewBuilder machine;
  machine.add(120, 1,
              {"/usr/lib/chromium/chrome_crashpad_handler", "--database=/tmp/lighthouse.x/Crash"});
  machine.open(120, 5, DescriptorKind::kSocket, 10, "rw");
  machine.raw().unix_peers = std::map<std::uint64_t, std::uint64_t>{{10, 11}};
  expect_nothing(find(machine));
  machine.raw().unix_peers = std::map<std::uint64_t, std::uint64_t>{};
  EXPECT_EQ(only(find(machine)).kind, FindingKind::kStrayPart);
}

TEST(Orphans, AreNotToldWhereEvidenceIsWithheld) {
  ViewBuilder machine;
  machine.add_browser(100, 1).descriptors = Absence::kDenied;
  machine.add_browser(110, 1, 9333).exec_pid_of_systemd = Absence::kDenied;
  machine.add_browser(120, 1, 9444).network = Absence::kDenied;
  const OrphanFindings found = find(machine);
  EXPECT_TRUE(found.findings.empty());
  EXPECT_EQ(found.undecided.size(), 3U);
}

TEST(Orphans, AreFoundUnderAHiddenSystemd) {
  ViewBuilder machine;
  machine.add_browser(100, 1);
  machine.remove(1);
  machine.raw().hides = true;
  EXPECT_EQ(find(machine).undecided.size(), 1U);
  machine.raw().runs_systemd = true;
  EXPECT_EQ(only(find(machine)).root.pid, 100);
}

TEST(Orphans, MustBeOldEnoughAndWhereAskedFor) {
  ViewBuilder machine;
  machine.add_browser(100, 1).facts.started = kNow - std::chrono::seconds(5);
  expect_nothing(find(machine));
  EXPECT_EQ(find(machine, {.min_age = std::chrono::seconds(5)}).findings.size(), 1U);
  machine.at(100).facts.started = kNow - std::chrono::hours(1);
  machine.add(200, 1, {"/usr/bin/tini"});
  machine.add(201, 200, {"main"});
  machine.add_browser(210, 200, 9333);
  EXPECT_EQ(only(find(machine, {.under = 200})).root.pid, 210);
}

TEST(Zombies, NameWhoMustCollectThem) {
  ViewBuilder machine;
  machine.add(50, 1, {"node", "app.js"});
  machine.add(100, 50, {"chromium"}).facts.state = 'Z';
  machine.at(100).facts.command_line.clear();
  const Finding zombie = only(find(machine));
  EXPECT_EQ(zombie.kind, FindingKind::kZombie);
  EXPECT_FALSE(is_orphan(zombie.kind));
  EXPECT_EQ(zombie.parent, 50);
  EXPECT_THAT(zombie.evidence, Contains(HasSubstr("node (pid 50)")));
}

TEST(Wedged, ProcessesOfALiveOwnerAreNoOrphans) {
  ViewBuilder machine;
  machine.add(50, 1, {"node", "app.js"});
  machine.add_browser(100, 50).facts.state = 'T';
  machine.at(101).facts.state = 'D';
  const OrphanFindings found = find(machine);
  ASSERT_EQ(found.findings.size(), 2U);
  EXPECT_EQ(found.findings[0].kind, FindingKind::kStopped);
  EXPECT_EQ(found.findings[1].kind, FindingKind::kUninterruptible);
}

TEST(SecondLooks, DropWhatChangedMeanwhile) {
  ViewBuilder machine;
  machine.add_browser(100, 1);
  machine.add_browser(110, 1, 9333);
  const OrphanFindings first = find(machine);
  machine.at(110).facts.id.start_ticks += 1;  // another process with the same pid
  const Finding left = only(seen_twice(first, find(machine)));
  EXPECT_EQ(left.root.pid, 100);
}

TEST(Launchers, AreToldFromFlagsAndProfileNames) {
  using Line = std::vector<std::string>;
  EXPECT_EQ(automation_of(Line{"c", "--user-data-dir=/tmp/lighthouse.Abc"}).launcher,
            Launcher::kChromeLauncher);
  EXPECT_EQ(automation_of(Line{"c", "--test-type=webdriver", "--headless"}).launcher,
            Launcher::kSelenium);
  EXPECT_EQ(automation_of(Line{"f", "-marionette", "-profile", "/tmp/rust_mozprofileX"}).launcher,
            Launcher::kSelenium);
  EXPECT_TRUE(automation_of(Line{"c", "--user-data-dir=/tmp/lighthouse.Abc"}).automated);
  EXPECT_FALSE(automation_of(Line{"c", "--user-data-dir=/home/me/p"}).automated);
  EXPECT_FALSE(automation_of(Line{"c", "--headlessly"}).automated);
  EXPECT_FALSE(automation_of(Line{}).automated);
  EXPECT_FALSE(scratch_name("lighthouse."));
  EXPECT_FALSE(scratch_name("my-profile"));
}

}  // namespace
}  // namespace tidemark::probes
