// Who belongs: browsers by owner, and the processes of a cgroup.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/watch/browser_census.hpp"
#include "harness/watch/cgroup_census.hpp"

namespace tidemark::harness {
namespace {

using probes::ProcessFacts;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Processes as a sweep gives them, and their command lines.
class BrowserCensusTest : public testing::Test {
 protected:
  void add(Pid pid, Pid parent, std::vector<std::string> line, milliseconds after = {},
           const std::string& name = "") {
    const std::string program = line.empty() ? name : line.front();
    ProcessFacts facts{.id = {.pid = pid, .start_ticks = 1},
                       .parent = parent,
                       .name = name.empty() ? program.substr(program.rfind('/') + 1, 15) : name,
                       .state = 'S',
                       .started = start_ + after};
    sweep_.push_back(facts);
    lines_[pid] = std::move(line);
  }
  std::vector<Pid> choose() {
    std::vector<Pid> pids;
    for (const ProcessId& id : census_.choose(sweep_)) pids.push_back(id.pid);
    return pids;
  }
  static std::vector<Pid> members(const OwnedGroup& group) {
    std::vector<Pid> pids;
    for (const ProcessId& id : group.members) pids.push_back(id.pid);
    return pids;
  }

  SteadyTime start_ = steady_now();
  std::vector<ProcessFacts> sweep_;
  std::map<Pid, std::vector<std::string>> lines_;
  int reads_ = 0;
  BrowserCensus census_{[this](Pid pid) {
    ++reads_;
    return lines_[pid];
  }};
};

TEST_F(BrowserCensusTest, GroupsBrowsersByTheNearestAncestorThatIsNone) {
  add(1, 0, {"/sbin/init"});
  add(10, 1, {"node", "a.mjs"});
  add(20, 1, {"python3", "b.py"});
  add(11, 10, {"/opt/chrome/chrome", "--user-data-dir=/tmp/a"});
  add(12, 11, {"/opt/chrome/chrome", "--type=renderer"});
  add(21, 20, {"/usr/lib/firefox-esr/firefox-esr"});
  EXPECT_THAT(choose(), ElementsAre(11, 12, 21));
  ASSERT_THAT(census_.groups(), SizeIs(2));
  EXPECT_EQ(census_.groups()[0].owner,
            (Owner{.pid = 10, .name = "node", .command_line = {"node", "a.mjs"}}));
  EXPECT_THAT(members(census_.groups()[0]), ElementsAre(11, 12));
  EXPECT_EQ(census_.groups()[1].owner.pid, 20);
}

TEST_F(BrowserCensusTest, GivesTheOrphanedToNobody) {
  add(1, 0, {"/sbin/init"});
  add(11, 1, {"/opt/chrome/chrome"});
  add(12, 11, {"/opt/chrome/chrome --type=renderer --lang=en"});
  (void)choose();
  ASSERT_THAT(census_.groups(), SizeIs(1));
  EXPECT_TRUE(census_.groups()[0].owner.nobody);
  EXPECT_THAT(members(census_.groups()[0]), ElementsAre(11, 12));
}

TEST_F(BrowserCensusTest, SaysThatAnOwnerCannotBeSeen) {
  add(11, 10, {"/opt/chrome/chrome"});
  (void)choose();
  EXPECT_EQ(census_.groups()[0].owner, (Owner{.pid = 10}));
}

TEST_F(BrowserCensusTest, TakesALaterProcessForNobodysParent) {
  add(10, 1, {"bash"});
  sweep_.back().id.start_ticks = 9;  // the pid of the real parent, given out anew
  add(11, 10, {"/opt/chrome/chrome"});
  (void)choose();
  EXPECT_EQ(census_.groups()[0].owner.name, "");
}

TEST_F(BrowserCensusTest, CountsTheStartScriptToTheBrowser) {
  add(10, 1, {"node", "a.mjs"});
  add(11, 10, {"/bin/sh", "/usr/bin/chromium-headless-shell", "--headless"}, {}, "chromium-headle");
  add(12, 11, {"/usr/lib/chromium/chromium-headless-shell", "--headless"});
  EXPECT_THAT(choose(), ElementsAre(11, 12));
  EXPECT_EQ(census_.groups()[0].owner.pid, 10);
}

TEST_F(BrowserCensusTest, SeesABrowserThatItsScriptBecomes) {
  add(11, 1, {"/bin/sh", "/usr/share/wrapper"}, {}, "chromium");
  EXPECT_THAT(choose(), IsEmpty());
  lines_[11] = {"/usr/lib/chromium/chromium"};
  EXPECT_THAT(choose(), ElementsAre(11)) << "exec kept the name";
}

TEST_F(BrowserCensusTest, AsksOnceForACommandLine) {
  add(1, 0, {"/sbin/init"});
  add(11, 1, {"/opt/chrome/chrome"});
  for (int i = 0; i < 5; ++i) (void)choose();
  EXPECT_EQ(reads_, 2);
}

TEST_F(BrowserCensusTest, RemembersWhatAZombieWas) {
  add(10, 1, {"node", "a.mjs"});
  add(11, 10, {"/opt/chrome/chrome", "--type=gpu-process"});
  (void)choose();
  sweep_.back().state = 'Z';
  lines_[11] = {};
  EXPECT_THAT(choose(), ElementsAre(11));
}

TEST_F(BrowserCensusTest, AttachesTheHandlerThatTheChildrenName) {
  add(1, 0, {"/sbin/init"});
  add(10, 1, {"node", "a.mjs"});
  add(11, 10, {"/opt/chrome/chrome"});
  add(12, 11, {"/opt/chrome/chrome --type=renderer --crashpad-handler-pid=13 --lang=en"});
  add(13, 1, {"/opt/chrome/chrome_crashpad_handler"}, seconds(60));
  (void)choose();
  EXPECT_EQ(census_.attached().at({.pid = 13, .start_ticks = 1}).pid, 11);
  ASSERT_THAT(census_.groups(), SizeIs(1));
  EXPECT_THAT(members(census_.groups()[0]), ElementsAre(11, 12, 13));
}

TEST_F(BrowserCensusTest, AttachesAnUnnamedHandlerToTheBrowserStartedLastBefore) {
  add(11, 10, {"/opt/chrome/chrome"});
  add(21, 20, {"/opt/chrome/chrome"}, milliseconds(500));
  add(31, 30, {"/usr/lib/chromium/chromium"}, milliseconds(600));
  add(41, 1, {"/opt/chrome/chrome_crashpad_handler"}, milliseconds(700));
  add(42, 1, {"/opt/chrome/chrome_crashpad_handler"}, seconds(9));
  (void)choose();
  EXPECT_EQ(census_.attached().at({.pid = 41, .start_ticks = 1}).pid, 21);
  EXPECT_FALSE(census_.attached().contains({.pid = 42, .start_ticks = 1})) << "nobody's";
}

class CgroupCensusTest : public testing::Test {
 protected:
  static ProcessFacts process(Pid pid, Pid parent, char state = 'S') {
    return {.id = {.pid = pid, .start_ticks = 1}, .parent = parent, .state = state};
  }
  std::vector<Pid> choose(const std::vector<ProcessFacts>& sweep) {
    std::vector<Pid> pids;
    for (const ProcessId& id : census_.choose(sweep)) pids.push_back(id.pid);
    return pids;
  }
  Result<std::vector<Pid>> listed_ = std::vector<Pid>{};
  CgroupCensus census_{[this] { return listed_; }, 99};
};

TEST_F(CgroupCensusTest, HasWhatTheKernelListsAndNotItsChildrenElsewhere) {
  listed_ = std::vector<Pid>{2, 3, 99};
  EXPECT_THAT(choose({process(1, 0), process(2, 1), process(3, 1), process(4, 2), process(99, 2)}),
              ElementsAre(2, 3));
}

TEST_F(CgroupCensusTest, KeepsMembersThatBecameZombies) {
  listed_ = std::vector<Pid>{2, 3};
  (void)choose({process(2, 1), process(3, 2)});
  listed_ = std::vector<Pid>{2};
  EXPECT_THAT(choose({process(2, 1), process(3, 1, 'Z'), process(4, 2, 'Z'), process(5, 1, 'Z')}),
              ElementsAre(2, 3, 4));
}

TEST_F(CgroupCensusTest, SaysWhenItsGroupIsGone) {
  listed_ = std::vector<Pid>{2};
  (void)choose({process(2, 1)});
  EXPECT_FALSE(census_.gone());
  listed_ = failure(ErrorCode::kGone, "no such cgroup");
  EXPECT_THAT(choose({process(2, 1)}), IsEmpty());
  EXPECT_TRUE(census_.gone());
}

}  // namespace
}  // namespace tidemark::harness
