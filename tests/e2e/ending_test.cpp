// How `tidemark analyze` ends when it is told to, or killed: nothing of it may stay.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <random>

#include <nlohmann/json.hpp>

#include "probes/process/process_ref.hpp"
#include "tests/e2e/program.hpp"
#include "tests/support/process_census.hpp"

namespace tidemark::test {
namespace {

using nlohmann::json;

// Pages that keep browsers busy: shells, tarpits and slow ones.
constexpr const char* kBusyWorld = R"({
  "name": "busy-world", "description": "keeps browsers busy",
  "sites": [
    {"hosts": ["shell-a.example", "shell-b.example", "shell-c.example"], "behavior": {"kind": "shell"}},
    {"hosts": ["tarpit.example"], "behavior": {"kind": "tarpit"}},
    {"hosts": ["stuck.example"], "behavior": {"kind": "busy"}},
    {"hosts": ["page.example"], "behavior": {"kind": "page"}}
  ]
})";

class Ending : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    sites_.emplace(write_file("busy.json", kBusyWorld), scratch());
  }
  void TearDown() override {
    sites_.reset();
    EndToEnd::TearDown();
  }
  [[nodiscard]] Program start_busy() {
    Program analyze(with_reach({"analyze", "-", "--json", "--budget", "20s"}, *sites_), scratch());
    std::string lines;
    for (int i = 0; i < 20; ++i) {
      lines +=
          "shell-a.example\nshell-b.example\npage.example\nstuck.example\nshell-c.example\ntarpit."
          "example\n";
    }
    analyze.write(lines);
    return analyze;
  }
  // SIGKILL; two seconds later no process and no directory may be there.
  void expect_nothing_left_after_kill(Program& analyze) {
    ASSERT_TRUE(analyze.child().signal(SIGKILL));
    ASSERT_TRUE(analyze.child().wait(Deadline::in(std::chrono::seconds(5))));
    const Deadline deadline = Deadline::in(std::chrono::seconds(2));
    EXPECT_EQ(left_processes(std::chrono::seconds(2), {sites().pid()}), "");
    // The kernel's list of children may miss one while others of them end: the guard, which is
    // still at work then.
    while (!left_files().empty() && !deadline.passed()) (void)::poll(nullptr, 0, 20);
    EXPECT_EQ(left_files(), std::vector<std::string>());
    EXPECT_EQ(left_processes(std::chrono::seconds(2), {sites().pid()}), "");
  }
  [[nodiscard]] Simulator& sites() { return *sites_; }

 private:
  std::optional<Simulator> sites_;
};

class EndingBySignal : public Ending, public ::testing::WithParamInterface<int> {};

TEST_P(EndingBySignal, StopsWithinFiveSecondsWithEveryFinishedResultWritten) {
  Program analyze = start_busy();
  ASSERT_TRUE(analyze.read_line());  // work has begun
  ASSERT_TRUE(analyze.child().signal(GetParam()));
  const SteadyTime told = steady_now();
  const Finished finished = analyze.finish();
  EXPECT_LE(steady_now() - told, std::chrono::seconds(5));
  EXPECT_EQ(finished.code(), GetParam() == SIGINT ? 130 : 143) << finished.err;
  for (const std::string& line : finished.lines()) EXPECT_TRUE(json::accept(line)) << line;
  EXPECT_EQ(left_processes(std::chrono::milliseconds(100), {sites().pid()}), "");
}
INSTANTIATE_TEST_SUITE_P(Signals, EndingBySignal, ::testing::Values(SIGINT, SIGTERM));

TEST_F(Ending, SecondSignalSkipsTheGrace) {
  Program analyze = start_busy();
  ASSERT_TRUE(analyze.read_line());
  ASSERT_TRUE(analyze.child().signal(SIGINT));
  ASSERT_TRUE(analyze.child().signal(SIGINT));
  EXPECT_EQ(analyze.finish().code(), 130);
}

TEST_F(Ending, LeavesNothingWhenKilledAtAnyMoment) {
  // TIDEMARK_ROUNDS=30 is the long form.
  const char* wanted = std::getenv("TIDEMARK_ROUNDS");
  const int rounds = wanted == nullptr ? 6 : std::atoi(wanted);  // NOLINT(cert-err34-c)
  std::mt19937 random(20260101);
  for (int round = 0; round < rounds; ++round) {
    Program analyze = start_busy();
    // The moment is the subject of this test: anywhere between start-up and full load.
    const auto moment = std::chrono::milliseconds(std::uniform_int_distribution(0, 2500)(random));
    (void)::poll(nullptr, 0, static_cast<int>(moment.count()));
    expect_nothing_left_after_kill(analyze);
    if (HasFailure()) FAIL() << "killed after " << moment.count() << " ms";
  }
}

// The browsers' trust in the scenario's authority is prepared before there is a browser.
TEST_F(Ending, LeavesNothingWhenKilledWhileCertutilRuns) {
  const std::filesystem::path certutil =
      write_file("certutil", "#!/bin/sh\ntouch \"$0.runs\"\nexec sleep 60\n");
  std::filesystem::permissions(certutil, std::filesystem::perms::owner_all);
  const std::string path = certutil.parent_path().string() + ":" + std::getenv("PATH");
  Program analyze(with_reach({"analyze", "-", "--json"}, sites()), scratch(), {},
                  {"env", "PATH=" + path});
  const Deadline deadline = Deadline::in(std::chrono::seconds(30));
  while (!std::filesystem::exists(certutil.string() + ".runs") && !deadline.passed()) {
    (void)::poll(nullptr, 0, 5);
  }
  ASSERT_EQ(left_files().size(), 1U);  // it works there
  expect_nothing_left_after_kill(analyze);
}

TEST_F(Ending, LeavesNothingWhenKilledWithItsBrowserStopped) {
  Program analyze = start_busy();
  ASSERT_TRUE(analyze.read_line());
  // The analyzer's children are the browser's main process and the guard; the guard cannot be told
  // apart here and must cope with being continued by its own kill handling, so only the browser is
  // stopped.
  int stopped = 0;
  for (const Pid pid : children_of(analyze.child().pid())) {
    if (command_name(pid).find("chrom") == std::string::npos) continue;
    const auto id = read_process_id(pid);
    ASSERT_TRUE(id);
    const auto browser = probes::ProcessRef::open(*id);
    ASSERT_TRUE(browser);
    ASSERT_TRUE(browser->signal(SIGSTOP));
    ++stopped;
  }
  ASSERT_GT(stopped, 0);
  expect_nothing_left_after_kill(analyze);
}

}  // namespace
}  // namespace tidemark::test
