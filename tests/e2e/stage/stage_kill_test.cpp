// `tidemark run` is killed with its subject at work in an isolated network: nothing may stay.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>

#include "tests/e2e/stage/stage_run.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;

// Two rounds here; more by hand: TIDEMARK_ROUNDS=30.
int rounds() {
  const char* wanted = std::getenv("TIDEMARK_ROUNDS");
  return wanted == nullptr ? 2 : std::atoi(wanted);  // NOLINT(cert-err34-c)
}

// Browsers that are at work for longer than the test waits.
constexpr const char* kBusySites = R"({
  "name": "busy-sites",
  "sites": [{"hosts": ["slow-a.example", "slow-b.example"], "behavior": {"kind": "tarpit"}},
            {"hosts": ["page.example"], "behavior": {"kind": "page"}}],
  "load": {"cycles": 100}})";

// The network namespaces that processes on this machine are in.
std::set<std::string> network_namespaces() {
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::error_code gone;
    const fs::path link = fs::read_symlink(entry.path() / "ns/net", gone);
    if (!gone) found.insert(link.string());
  }
  return found;
}

void add_namespaces_below(Pid pid, std::set<std::string>& found) {
  for (const Pid child : children_of(pid)) {
    std::error_code gone;
    const fs::path link = fs::read_symlink("/proc/" + std::to_string(child) + "/ns/net", gone);
    if (!gone) found.insert(link.string());
    add_namespaces_below(child, found);
  }
}

// Scratch directories and control groups whose name says that they are of the harness `pid`.
std::vector<std::string> left_directories(Pid pid) {
  std::vector<std::string> left;
  const std::string number = std::to_string(pid);
  for (const auto& entry : fs::directory_iterator("/tmp")) {
    const std::string name = entry.path().filename();
    if (name.starts_with("tmr" + number + "-") || name.starts_with("tms" + number + "-")) {
      left.push_back(entry.path());
    }
  }
  std::error_code unreadable;
  for (fs::recursive_directory_iterator entry("/sys/fs/cgroup", unreadable), end;
       !unreadable && entry != end; entry.increment(unreadable)) {
    if (entry->path().filename().string().starts_with("tidemark-" + number + "-")) {
      left.push_back(entry->path());
    }
  }
  return left;
}

std::string mounts() {
  std::ifstream file("/proc/self/mountinfo");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class StageKill : public StageTest {
 protected:
  void expect_nothing_of(Pid harness, const std::set<std::string>& namespaces) {
    const Deadline deadline = Deadline::in(std::chrono::seconds(20));
    EXPECT_EQ(left_processes(std::chrono::seconds(20)), "");
    while (!left_directories(harness).empty() && !deadline.passed()) ::poll(nullptr, 0, 20);
    EXPECT_THAT(left_directories(harness), testing::IsEmpty());
    for (const auto& entry : fs::directory_iterator(scratch())) {
      const std::string name = entry.path().filename();
      EXPECT_FALSE(name.starts_with("tidemark-")) << name << " is left";
    }
    const auto living = network_namespaces();
    for (const std::string& each : namespaces) EXPECT_FALSE(living.contains(each)) << each;
    EXPECT_EQ(mounts().find("/tms"), std::string::npos);
  }
};

TEST_P(StageKill, LeavesNothingAtAnyMomentAndAFolderThatRenders) {
  const auto scenario = write_scenario("busy.json", kBusySites);
  const std::string subject = (scenario_path("subjects") / "visit_playwright.mjs").string();
  std::set<std::string> outside;
  add_namespaces_below(::getpid(), outside);
  outside.insert(fs::read_symlink("/proc/self/ns/net").string());
  std::mt19937 random(20260101);
  int at_work = 0;
  for (int round = 0; round < rounds(); ++round) {
    const auto harness = start(scenario, {"--quiet"}, {"node", subject});
    const Pid pid = harness->child().pid();
    // The moment is the subject of this test: from before the stage is there to full work.
    const auto moment = std::chrono::milliseconds(std::uniform_int_distribution(0, 5000)(random));
    ::poll(nullptr, 0, static_cast<int>(moment.count()));
    std::set<std::string> namespaces;
    add_namespaces_below(pid, namespaces);
    for (const std::string& each : outside) namespaces.erase(each);
    at_work += namespaces.empty() ? 0 : 1;
    ASSERT_TRUE(harness->child().signal(SIGKILL));
    ASSERT_TRUE(harness->child().wait(Deadline::in(std::chrono::seconds(10))));
    expect_nothing_of(pid, namespaces);
    if (fs::exists(run_folder() / "run.json")) {
      const Finished rendered = run({"report", run_folder().string()});
      EXPECT_EQ(rendered.code(), 0) << rendered.err;
      EXPECT_THAT(rendered.out, testing::HasSubstr("busy-sites"));
    }
    if (HasFailure()) FAIL() << "round " << round << ", killed after " << moment.count() << " ms";
  }
  EXPECT_GT(at_work, 0) << "no round was killed on a stage";
}

INSTANTIATE_TEST_SUITE_P(Stage, StageKill, testing::Values(User::kRoot, User::kOrdinary), name_of);

}  // namespace
}  // namespace tidemark::test
