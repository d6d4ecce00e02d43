// Which tasks a process or directory is put down to.
#include "harness/run/attribution.hpp"

#include <gtest/gtest.h>

namespace tidemark::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr SteadyTime kT0{seconds(1000)};

probes::TreeSample with_newborn(Pid pid, SteadyTime born) {
  probes::TreeSample sample{.at = born + milliseconds(400)};
  probes::ProcessSample process;
  process.facts.id = {.pid = pid, .start_ticks = 1};
  process.facts.started = born;
  process.facts.name = "sleep";
  process.facts.command_line = {"sleep", "7"};
  sample.births.push_back({.id = process.facts.id});
  sample.processes.push_back(std::move(process));
  return sample;
}

class AttributionTest : public testing::Test {
 protected:
  // Of a process born at `at`.
  std::string tasks_of_newborn(SteadyTime at) {
    auto sample = with_newborn(++last_pid_, at);
    attribution_.note_births(sample);
    const RestPoint point = attribution_.rest_point(sample, {});
    EXPECT_EQ(sample.births.front().task.value_or(""), point.processes.front().born_during);
    return point.processes.front().born_during;
  }
  void serve(const std::string& host, SteadyTime at) {
    HostTraffic& traffic = traffic_.hosts.emplace_back();
    traffic.host = host;
    traffic.last_seen = at;
  }

  SiteStats traffic_;
  Attribution attribution_{[this] { return traffic_; }};
  Pid last_pid_ = 100;
};

TEST_F(AttributionTest, PutsAProcessDownToTheTasksThatTheSubjectHad) {
  attribution_.begin_cycle(1, kT0);
  EXPECT_EQ(tasks_of_newborn(kT0), "");
  attribution_.task_fed("a.com", kT0 + seconds(1));
  attribution_.task_fed("b.com", kT0 + seconds(1));
  EXPECT_EQ(tasks_of_newborn(kT0 + seconds(2)), "a.com, b.com");
  attribution_.task_answered("a.com", kT0 + seconds(3));
  EXPECT_EQ(tasks_of_newborn(kT0 + seconds(4)), "b.com");
  EXPECT_EQ(tasks_of_newborn(kT0 + seconds(2)), "a.com, b.com") << "seen late, born earlier";
}

TEST_F(AttributionTest, PrefersTheTasksWhoseHostsWereJustAskedFor) {
  attribution_.begin_cycle(1, kT0);
  for (const char* task : {"a.com", "b.com", "c.com"}) attribution_.task_fed(task, kT0);
  serve("a.com", kT0 + seconds(1));
  serve("b.com", kT0 + seconds(9));
  serve("x.com", kT0 + seconds(9));
  EXPECT_EQ(tasks_of_newborn(kT0 + seconds(9)), "b.com");
}

TEST_F(AttributionTest, BelievesTheSubjectsOwnWordFirst) {
  attribution_.begin_cycle(1, kT0);
  attribution_.task_fed("a.com", kT0);
  attribution_.task_fed("b.com", kT0);
  attribution_.take({.at = kT0 + seconds(1), .kind = "task_start", .task = "b.com"});
  EXPECT_EQ(tasks_of_newborn(kT0 + seconds(2)), "b.com");
  attribution_.take({.at = kT0 + seconds(3), .kind = "task_end", .task = "b.com"});
  EXPECT_EQ(tasks_of_newborn(kT0 + seconds(4)), "");
}

TEST_F(AttributionTest, RemembersTheCycleInWhichSomethingAppeared) {
  attribution_.begin_cycle(1, kT0);
  auto sample = with_newborn(7, kT0 + seconds(1));
  attribution_.note_births(sample);
  const std::vector<LeftEntry> entries{
      {.path = "/tmp/x/profile", .bytes = Bytes{5}, .made = kT0 + seconds(1)}};
  static_cast<void>(attribution_.rest_point(sample, entries));
  attribution_.begin_cycle(2, kT0 + seconds(10));
  sample.births.clear();
  sample.at = kT0 + seconds(9);
  const RestPoint point = attribution_.rest_point(sample, entries);
  EXPECT_EQ(point.cycle, 2);
  ASSERT_EQ(point.processes.size(), 1U);
  EXPECT_EQ(point.processes[0].born_in_cycle, 1);
  EXPECT_EQ(point.processes[0].command_line, "sleep 7");
  ASSERT_EQ(point.directories.size(), 1U);
  EXPECT_EQ(point.directories[0].born_in_cycle, 1);
  EXPECT_EQ(point.directories[0].bytes, Bytes{5});
  EXPECT_EQ(point.directories[0].age, seconds(8)) << "at the time of the sample";
}

TEST_F(AttributionTest, PutsDownWhatLivedBetweenTwoLooksToTheTaskOfItsBirth) {
  attribution_.task_fed("a.com", kT0);
  attribution_.task_answered("a.com", kT0 + seconds(2));
  probes::TreeSample sample{.at = kT0 + seconds(9)};
  sample.unsampled.push_back({.id = {.pid = 7, .start_ticks = 1}, .started = kT0 + seconds(1)});
  sample.unsampled.push_back({.id = {.pid = 8, .start_ticks = 1}, .started = kT0 + seconds(5)});
  attribution_.note_births(sample);
  EXPECT_EQ(sample.unsampled[0].task, "a.com");
  EXPECT_FALSE(sample.unsampled[1].task);
}

}  // namespace
}  // namespace tidemark::harness
