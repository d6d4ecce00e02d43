// Each fault does to a victim made for it exactly what it says, and is undone afterwards.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "harness/record/run_events.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/run/run_time.hpp"
#include "probes/ownership/cgroup_limits.hpp"
#include "probes/ownership/cgroup_scope.hpp"
#include "probes/process/pidfd.hpp"
#include "probes/recording/recording_reader.hpp"
#include "tests/harness/run_fixture.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::Eq;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// One cycle of one page with these faults.
std::string one_page_with(const std::string& faults) {
  return R"({"name": "fault", "seed": 5, "load": {"cycles": 1},
             "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}], "faults": [)" +
         faults + "]}";
}

class FaultRunTest : public RunTest {
 protected:
  // Runs to a good end with these faults.
  RunRecord run_with(const std::string& faults, std::vector<std::string> command) {
    const RunOutcome outcome = run_plan(plan_for(std::move(command), one_page_with(faults)));
    EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem << file(kSubjectErrFile);
    return outcome.record;
  }
  RunRecord run_victim(const std::string& faults, const std::string& victim) {
    return run_with(faults, {test::victim_path(victim).string()});
  }
  RunRecord run_bash(const std::string& faults, const std::string& script) {
    return run_with(faults, {"bash", "-c", script, "bash", test::victim_path("").string()});
  }
  // The words of the lines on the subject's stderr that begin with `first`.
  [[nodiscard]] std::vector<std::vector<std::string>> said(const std::string& first) const {
    std::vector<std::vector<std::string>> lines;
    std::istringstream text(file(kSubjectErrFile));
    for (std::string line; std::getline(text, line);) {
      std::istringstream words(line);
      std::vector<std::string> all;
      for (std::string word; words >> word;) all.push_back(word);
      if (!all.empty() && all.front() == first) lines.push_back(std::move(all));
    }
    return lines;
  }
  [[nodiscard]] std::vector<probes::RecordedEvent> events(const std::string& kind) const {
    std::vector<probes::RecordedEvent> found;
    const auto recording = probes::read_recording(folder_.path() / kSamplesFile);
    EXPECT_TRUE(recording);
    if (!recording) return found;
    std::ranges::copy_if(recording->events, std::back_inserter(found),
                         [&](const probes::RecordedEvent& event) { return event.kind == kind; });
    return found;
  }
};

microseconds time_in(const std::string& word) { return microseconds(std::stoll(word)); }

// What asks_sites saw before, during and after a fault.
struct Story {
  std::vector<std::string> before, during, after;
};

Story story_of(const std::vector<std::vector<std::string>>& asked, const Fault& fault) {
  Story story;
  const RunTime undone = fault.at + fault.lasted.value_or(RunTime(0));
  for (const auto& words : asked) {
    const microseconds began = time_in(words[1]);
    const microseconds ended = time_in(words[2]);
    if (ended < fault.at) story.before.push_back(words[3]);
    if (began > fault.at && ended < undone) story.during.push_back(words[3]);
    if (began > undone) story.after.push_back(words[3]);
  }
  return story;
}

TEST_F(FaultRunTest, ACutNetworkPassesNothingAndIsMendedInTime) {
  const RunRecord record =
      run_victim(R"({"kind": "network_cut", "after_ms": 300, "for_ms": 1200})", "asks_sites");
  ASSERT_THAT(record.faults, SizeIs(1));
  const Fault& fault = record.faults.front();
  EXPECT_EQ(fault.kind, "network_cut");
  EXPECT_EQ(fault.target, "");
  ASSERT_TRUE(fault.lasted);
  EXPECT_GE(*fault.lasted, milliseconds(1200));
  for (const char* asked : {"http", "dns"}) {
    const Story story = story_of(said(asked), fault);
    EXPECT_THAT(story.before, Contains("ok")) << asked;
    EXPECT_THAT(story.during, AllOf(SizeIs(Ge(1)), Each(Eq("timeout")))) << asked;
    EXPECT_THAT(story.after, Contains("ok")) << asked;
  }
  EXPECT_THAT(events(kFaultStruck), SizeIs(1));
  EXPECT_THAT(events(kFaultUndone), SizeIs(1));
}

TEST_F(FaultRunTest, AResetNetworkResetsEveryConnection) {
  const RunRecord record =
      run_victim(R"({"kind": "network_reset", "after_ms": 300, "for_ms": 1200})", "asks_sites");
  ASSERT_THAT(record.faults, SizeIs(1));
  const Story pages = story_of(said("http"), record.faults.front());
  EXPECT_THAT(pages.before, Contains("ok"));
  EXPECT_THAT(pages.during, AllOf(SizeIs(Ge(1)), Each(Eq("reset"))));
  EXPECT_THAT(pages.after, Contains("ok"));
}

TEST_F(FaultRunTest, ADnsOutageLeavesConnectionsAlone) {
  for (const auto& [parameter, answer] :
       {std::pair("", "timeout"), std::pair(R"("answer": "servfail",)", "servfail")}) {
    const RunRecord record = run_victim(R"({"kind": "dns_outage",)" + std::string(parameter) +
                                            R"( "after_ms": 300, "for_ms": 1200})",
                                        "asks_sites");
    ASSERT_THAT(record.faults, SizeIs(1));
    const Story names = story_of(said("dns"), record.faults.front());
    EXPECT_THAT(names.before, Contains("ok"));
    EXPECT_THAT(names.during, AllOf(SizeIs(Ge(1)), Each(Eq(answer))));
    EXPECT_THAT(names.after, Contains("ok"));
    const Story pages = story_of(said("http"), record.faults.front());
    EXPECT_THAT(pages.during, Contains("ok"));
  }
}

TEST_F(FaultRunTest, APausedSubjectStandsStillForSoLongAndGoesOn) {
  const RunRecord record =
      run_victim(R"({"kind": "pause", "after_ms": 200, "for_ms": 700})", "feels_pauses");
  ASSERT_THAT(record.faults, SizeIs(1));
  const Fault& fault = record.faults.front();
  EXPECT_EQ(fault.target, "subject");
  ASSERT_TRUE(fault.lasted);
  EXPECT_GE(*fault.lasted, milliseconds(700));
  const auto gaps = said("gap");
  ASSERT_THAT(gaps, Not(IsEmpty()));
  const microseconds began = time_in(gaps.back()[2]);
  const microseconds ended = time_in(gaps.back()[3]);
  EXPECT_LE(began, fault.at);
  EXPECT_GE(ended - began, milliseconds(700));
  EXPECT_EQ(record.tasks_answered, 1) << "and goes on";
}

// Three renderers beside a subject that answers when `when` holds; $1 is the folder of the victims.
std::string with_renderers(const std::string& when) {
  return R"sh(for i in 1 2 3; do (exec -a chromium "$1/feels_pauses" --type=renderer) & done
              read -r d; until )sh" +
         when + R"sh(; do sleep 0.05; done
              echo "left $(jobs -r | wc -l)" >&2; echo "$d"; read -r d
              kill $(jobs -p); wait)sh";
}

TEST_F(FaultRunTest, APauseHitsOneProcessOfARoleOrAll) {
  const std::string script = with_renderers(R"sh([ "$(grep -c gap "$log")" -ge 1 ])sh");
  for (const auto& [all, most] : {std::pair("false", 1U), std::pair("true", 3U)}) {
    const TempDir seen = TempDir::create("tidemark-test").value();
    const std::string log = (seen.path() / "log").string();
    const RunRecord record = run_bash(
        fmt::format(
            R"({{"kind": "pause", "target": "renderer", "after_ms": 400, "for_ms": 600, "all": {}}})",
            all),
        fmt::format("log={}; exec 2>>$log; {}", log, script));
    ASSERT_THAT(record.faults, SizeIs(1));
    EXPECT_EQ(record.faults[0].target, most == 1 ? "renderer" : "every renderer");
    std::set<std::string> paused;
    std::istringstream text(text_of(log));
    for (std::string line; std::getline(text, line);) {
      if (line.starts_with("gap ")) paused.insert(line.substr(4, line.find(' ', 4) - 4));
    }
    EXPECT_THAT(paused, SizeIs(most));
  }
}

TEST_F(FaultRunTest, ASignalReachesTheSubject) {
  const RunRecord record = run_bash(
      R"({"kind": "signal", "signal": "SIGUSR1", "after_ms": 200})",
      R"(got=0; trap 'got=1' USR1; read -r d; while [ $got = 0 ]; do sleep 0.02; done; echo "$d"; read -r d)");
  ASSERT_THAT(record.faults, SizeIs(1));
  EXPECT_EQ(record.faults[0].detail, "SIGUSR1");
  EXPECT_EQ(record.faults[0].target, "subject");
  EXPECT_FALSE(record.faults[0].lasted) << "it is over at once";
}

TEST_F(FaultRunTest, ASignalHitsOneProcessOfARoleOrAll) {
  for (const auto& [all, left] : {std::pair("false", "2"), std::pair("true", "0")}) {
    const RunRecord record = run_bash(
        R"({"kind": "signal", "signal": "SIGUSR2", "target": "renderer", "after_ms": 400, "all": )" +
            std::string(all) + "}",
        with_renderers(R"sh({ [ "$(jobs -r | wc -l)" -lt 3 ] && sleep 0.3; })sh"));
    ASSERT_THAT(record.faults, SizeIs(1));
    const auto counted = said("left");
    ASSERT_THAT(counted, SizeIs(1));
    EXPECT_EQ(counted[0][1], left);
  }
}

TEST_F(FaultRunTest, ASubjectThatASignalEndsIsStartedAgain) {
  const RunRecord record = run_bash(
      R"({"kind": "signal", "signal": "SIGHUP", "after_ms": 200})",
      R"(echo "start" >&2; trap 'exit 9' HUP; read -r d; sleep 0.6 & wait; echo "$d"; read -r d)");
  ASSERT_THAT(record.faults, SizeIs(1));
  EXPECT_THAT(said("start"), SizeIs(2));
  EXPECT_EQ(record.tasks_answered, 1);
}

TEST_F(FaultRunTest, AStormOfRestartsStartsTheSubjectEachTime) {
  const RunRecord record = run_bash(
      R"({"kind": "restart", "with": "kill", "after_ms": 100, "every_ms": 50, "count": 3})",
      R"(read -r d; sleep 1; echo "$d"; read -r d)");
  ASSERT_THAT(record.faults, SizeIs(3));
  EXPECT_EQ(record.faults[2].kind, "restart");
  EXPECT_EQ(record.faults[2].detail, "SIGKILL");
  EXPECT_THAT(events(kSubjectStarted), SizeIs(4));
  EXPECT_EQ(record.tasks_answered, 1);
}

TEST_F(FaultRunTest, AFaultThatLastsIsUndoneAtTheCyclesEndBeforeTheSubjectRests) {
  const RunRecord record = run_bash(
      R"({"kind": "pause", "target": "renderer", "all": true, "after_ms": 400, "for_ms": 600000},
         {"kind": "network_cut", "after_ms": 450})",
      with_renderers(
          R"sh({ grep -q '^State:.T' $(jobs -p | sed 's#.*#/proc/&/status#') && sleep 0.8; })sh"));
  ASSERT_THAT(record.faults, SizeIs(2));
  EXPECT_EQ(events(kFaultUndone).size(), 2U);
  for (const Fault& fault : record.faults) {
    ASSERT_TRUE(fault.lasted) << fault.kind;
    EXPECT_LE(fault.at + *fault.lasted, record.cycles[0].drained);
  }
  EXPECT_TRUE(record.cycles[0].rested);
}

TEST_F(FaultRunTest, WhatIsNotThereIsNotStruckAndThatIsSaid) {
  const RunRecord record = run_bash(R"({"kind": "kill", "target": "renderer", "after_ms": 50})",
                                    R"(read -r d; sleep 0.3; echo "$d"; read -r d)");
  EXPECT_THAT(record.faults, IsEmpty());
  EXPECT_THAT(
      record.notes,
      Contains("in cycle 1 the fault /faults/0 (kill) was not struck: there was no renderer"));
}

TEST_F(FaultRunTest, AnInterruptedRunUndoesWhatIsInForce) {
  RunPlan plan =
      bash(R"(read -r d; sleep 1000)", one_page_with(R"({"kind": "network_cut", "after_ms": 50})"));
  int looks = 0;
  const RunOutcome outcome = run_plan(std::move(plan), [&](const RunProgress& progress) {
    if (progress.phase == std::string("at work") && ++looks == 10) ::raise(SIGINT);
  });
  EXPECT_EQ(outcome.end, RunEnd::kInterrupted);
  ASSERT_THAT(outcome.record.faults, SizeIs(1));
  EXPECT_TRUE(outcome.record.faults[0].lasted);
}

// Whether the machine lets a fault of this kind be struck; a run with it says so otherwise.
bool may_limit(const probes::ScopeWants& wants) {
  const auto scope = probes::CgroupScope::create(wants);
  if (!scope) return false;
  return (!wants.memory_limit || probes::can_limit_memory(scope->place())) &&
         (!wants.cpu_limit || probes::can_limit_cpu(scope->place()));
}

TEST_F(FaultRunTest, AMemoryLimitIsWhereTheKernelKillsAndIsLifted) {
  if (!may_limit({.memory_limit = true})) GTEST_SKIP() << "no memory controller";
  const RunRecord record = run_victim(
      R"({"kind": "memory_limit", "mib": 48, "after_ms": 0, "for_ms": 2500})", "fills_memory");
  ASSERT_THAT(record.faults, SizeIs(1));
  const Fault& fault = record.faults.front();
  EXPECT_EQ(fault.detail, "48.0 MiB");
  ASSERT_TRUE(fault.lasted);
  EXPECT_GE(*fault.lasted, milliseconds(2500));
  int killed = 0;
  bool reached_later = false;
  for (const auto& words : said("filled")) {
    const microseconds began = time_in(words[1]);
    const microseconds ended = time_in(words[2]);
    const int mib = std::stoi(words[3]);
    if (began > fault.at && ended < fault.at + *fault.lasted) {
      EXPECT_EQ(words[4], "killed");
      EXPECT_LE(mib, 48);
      EXPECT_GE(mib, 24) << "the rest of the subject needs little";
      ++killed;
    }
    if (began > fault.at + *fault.lasted) reached_later |= words[4] == "whole";
  }
  EXPECT_GE(killed, 1);
  EXPECT_TRUE(reached_later);
}

TEST_F(FaultRunTest, ACpuShareIsKeptToAndIsLifted) {
  if (!may_limit({.cpu_limit = true})) GTEST_SKIP() << "no cpu controller";
  const RunRecord record = run_victim(
      R"({"kind": "cpu_share", "cores": 0.1, "after_ms": 100, "for_ms": 2000})", "uses_cpu");
  ASSERT_THAT(record.faults, SizeIs(1));
  const Fault& fault = record.faults.front();
  EXPECT_EQ(fault.detail, "0.1 cores");
  ASSERT_TRUE(fault.lasted);
  int slow = 0;
  bool fast_later = false;
  for (const auto& words : said("used")) {
    const microseconds began = time_in(words[1]);
    const microseconds ended = time_in(words[2]);
    const double share = static_cast<double>(time_in(words[3]).count()) /
                         static_cast<double>((ended - began).count());
    if (began > fault.at && ended < fault.at + *fault.lasted) {
      EXPECT_LE(share, 0.16) << "a tenth, and one period of 100 ms more than fit in";
      ++slow;
    }
    if (began > fault.at + *fault.lasted) fast_later |= share > 0.2;
  }
  EXPECT_GE(slow, 1);
  EXPECT_TRUE(fast_later);
}

TEST_F(FaultRunTest, ADescriptorLimitHoldsForTheSubjectAndItsChildrenAndIsLifted) {
  const RunRecord record =
      run_victim(R"({"kind": "descriptor_limit", "descriptors": 40, "after_ms": 200,
                     "for_ms": 800})",
                 "opens_descriptors");
  ASSERT_THAT(record.faults, SizeIs(1));
  const Fault& fault = record.faults.front();
  EXPECT_EQ(fault.detail, "40");
  ASSERT_TRUE(fault.lasted);
  std::map<std::string, int> limited;
  std::map<std::string, int> free_later;
  for (const char* who : {"self", "child", "old_child"}) {
    for (const auto& words : said(who)) {
      const microseconds began = time_in(words[1]);
      const microseconds ended = time_in(words[2]);
      if (began > fault.at && ended < fault.at + *fault.lasted) {
        EXPECT_EQ(words[3], "37") << who << ": 40, and three were open";
        ++limited[who];
      }
      if (began > fault.at + *fault.lasted) free_later[who] += words[3] == "100";
    }
    EXPECT_GE(limited[who], 1) << who;
    EXPECT_GE(free_later[who], 1) << who;
  }
}

TEST_F(FaultRunTest, ADescriptorLimitHoldsForASubjectThatIsStartedAgain) {
  const RunRecord record = run_bash(
      R"({"kind": "descriptor_limit", "descriptors": 40, "after_ms": 50},
         {"kind": "kill", "after_ms": 400})",
      R"sh(read -r d; for i in $(seq 40); do [ "$(ulimit -n)" = 40 ] && break; sleep 0.1; done
           echo "limit $(ulimit -n)" >&2; sleep 1; echo "$d"; read -r d)sh");
  EXPECT_THAT(record.faults, SizeIs(2));
  EXPECT_THAT(said("limit"), SizeIs(2));
  for (const auto& words : said("limit")) EXPECT_EQ(words[1], "40");
}

bool may_mount() {
  auto child = probes::Child::start(
      {.program = "unshare", .arguments = {"--user", "--map-root-user", "--mount", "true"}});
  const auto ended = child ? child->wait(test::soon()) : std::nullopt;
  return ::geteuid() == 0 || (ended && ended->success());
}

TEST_F(FaultRunTest, AFullDiskTakesNothingAndHasRoomAgain) {
  if (!may_mount()) GTEST_SKIP() << "user namespaces are refused";
  const RunRecord record = run_victim(
      R"({"kind": "disk_full", "mib": 4, "after_ms": 200, "for_ms": 700})", "writes_files");
  ASSERT_THAT(record.faults, SizeIs(1));
  const Fault& fault = record.faults.front();
  EXPECT_EQ(fault.detail, "4.0 MiB");
  const Story story = story_of(said("wrote"), fault);
  EXPECT_THAT(story.before, Contains("whole"));
  EXPECT_THAT(story.during, AllOf(SizeIs(Ge(1)), Each(Eq("full"))));
  EXPECT_THAT(story.after, Contains("whole"));
  EXPECT_THAT(record.findings, IsEmpty()) << "the ballast is nobody's leftover";
}

TEST_F(FaultRunTest, WhatIsLeftOnASmallDiskIsFoundThere) {
  if (!may_mount()) GTEST_SKIP() << "user namespaces are refused";
  RunPlan plan = bash(R"sh(echo "$TMPDIR" >&2
                           while read -r d; do mktemp -d >/dev/null; echo "$d"; done)sh",
                      R"({"name": "fault", "load": {"cycles": 4},
                          "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
                          "faults": [{"kind": "disk_full", "mib": 4, "after_ms": 3600000}]})");
  const RunOutcome outcome = run_plan(std::move(plan));
  EXPECT_EQ(outcome.record.verdict, Verdict::kLeaking) << outcome.record.reason;
  const auto leak = std::ranges::find_if(outcome.record.findings, &Finding::leak);
  ASSERT_NE(leak, outcome.record.findings.end());
  EXPECT_EQ(leak->resource, Resource::kDirectories);
  ASSERT_THAT(leak->culprits, Not(IsEmpty()));
  const std::string where = file(kSubjectErrFile);
  EXPECT_THAT(leak->culprits.front().what,
              testing::StartsWith(where.substr(0, where.find('\n')) + "/tmp."));
  EXPECT_FALSE(fs::exists(leak->culprits.front().what)) << "nobody else sees it";
}

TEST_F(FaultRunTest, ASmallDiskGoesWithAKilledHarness) {
  if (!may_mount()) GTEST_SKIP() << "user namespaces are refused";
  HarnessToKill harness(
      R"sh(trap '' TERM; echo 1 > "$TMPDIR/file"; echo "$TMPDIR" >&2; while :; do sleep 1; done)sh",
      one_page_with(R"({"kind": "disk_full", "mib": 4, "after_ms": 50})"));
  ASSERT_TRUE(harness.begun());
  std::string directory = text_of(harness.folder() / kSubjectErrFile);
  ASSERT_THAT(directory, Not(IsEmpty()));
  directory.pop_back();
  ASSERT_TRUE(fs::is_directory(directory));
  EXPECT_FALSE(fs::exists(directory + "/file")) << "it is on a disk that only the subject sees";
  ASSERT_TRUE(harness.process().signal(SIGKILL));
  const fs::path scratch = fs::path(directory).parent_path();
  for (const Deadline deadline = test::soon(); fs::exists(scratch) && !deadline.passed();) {
    static_cast<void>(harness.process().wait(Deadline::in(milliseconds(50))));
  }
  EXPECT_FALSE(fs::exists(scratch));
}

TEST_F(FaultRunTest, WhereAFaultCannotBeStruckNothingIsStarted) {
  if (may_limit({.memory_limit = true})) GTEST_SKIP() << "here it can";
  const RunOutcome outcome =
      run_plan(bash("echo started >&2; cat",
                    one_page_with(R"({"kind": "memory_limit", "mib": 64, "after_ms": 1})")));
  EXPECT_EQ(outcome.end, RunEnd::kEnvironment);
  EXPECT_THAT(outcome.problem, HasSubstr("/faults/0 (memory_limit) cannot be struck here: "));
  EXPECT_THAT(file(kSubjectErrFile), IsEmpty());
}

TEST_F(FaultRunTest, LimitsGoWithTheGroupWhenTheHarnessIsKilled) {
  if (!may_limit({.memory_limit = true, .cpu_limit = true})) GTEST_SKIP() << "no controllers";
  HarnessToKill harness(R"(trap '' TERM; echo "$$" >&2; while :; do sleep 1; done)",
                        one_page_with(R"({"kind": "memory_limit", "mib": 64, "after_ms": 50},
                                         {"kind": "cpu_share", "cores": 0.5, "after_ms": 50})"));
  ASSERT_TRUE(harness.begun());
  const auto limited = [&] {
    int groups = 0;
    for (const fs::path& group : groups_of(harness.process().pid())) {
      groups += text_of(group / "memory.limit_in_bytes").starts_with("67108864\n") ||
                text_of(group / "memory.max").starts_with("67108864\n");
      groups += text_of(group / "cpu.cfs_quota_us").starts_with("50000\n") ||
                text_of(group / "cpu.max").starts_with("50000 ");
    }
    return groups == 2;
  };
  const Deadline soon = test::soon();
  while (!limited() && !soon.passed()) {
    static_cast<void>(harness.process().wait(Deadline::in(milliseconds(20))));
  }
  ASSERT_TRUE(limited());
  ASSERT_TRUE(harness.process().signal(SIGKILL));
  const Deadline deadline = Deadline::in(seconds(15));
  while (!groups_of(harness.process().pid()).empty() && !deadline.passed()) {
    static_cast<void>(harness.process().wait(deadline.within(milliseconds(50))));
  }
  EXPECT_THAT(groups_of(harness.process().pid()), IsEmpty());
}

char state_of(Pid pid) {
  const std::string text = text_of("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t paren = text.rfind(')');
  return paren == std::string::npos || paren + 2 >= text.size() ? '?' : text[paren + 2];
}

TEST_F(FaultRunTest, AStoppedSubjectIsNotLeftBehindByAKilledHarness) {
  HarnessToKill harness(R"(trap '' TERM; echo "$$" >&2; while :; do sleep 1; done)",
                        one_page_with(R"({"kind": "pause", "after_ms": 50, "for_ms": 600000})"));
  ASSERT_TRUE(harness.begun());
  const auto pid = first_pid_in(harness.folder() / kSubjectErrFile);
  ASSERT_TRUE(pid);
  const auto pidfd = probes::open_pidfd(*pid);
  ASSERT_TRUE(pidfd);
  for (const Deadline deadline = test::soon(); state_of(*pid) != 'T' && !deadline.passed();) {
    static_cast<void>(harness.process().wait(Deadline::in(milliseconds(20))));
  }
  ASSERT_EQ(state_of(*pid), 'T');
  ASSERT_TRUE(harness.process().signal(SIGKILL));
  EXPECT_TRUE(probes::wait_ended(pidfd->get(), Deadline::in(seconds(10))));
}

}  // namespace
}  // namespace tidemark::harness

int main(int argc, char** argv) { return tidemark::harness::run_test_main(argc, argv); }
