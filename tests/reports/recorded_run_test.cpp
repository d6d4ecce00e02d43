// From a recording to a record and its series.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/record/run_events.hpp"
#include "reports/event_detail.hpp"
#include "reports/recorded_series.hpp"
#include "reports/recovered_run.hpp"
#include "reports/rest_state.hpp"

namespace tidemark::reports {
namespace {

using probes::RecordedRun;
using probes::RecordedSample;
using probes::Role;
using testing::HasSubstr;

SteadyTime at_second(int second) { return SteadyTime(std::chrono::seconds(1000 + second)); }

RecordedSample sample(probes::ProcessNumber process, Reading<Bytes> rss, char state = 'S') {
  return {.process = process, .state = state, .rss = rss, .descriptors = 10};
}

// A subject with one browser and two renderers, killed during its second cycle.
RecordedRun killed_recording() {
  RecordedRun run;
  run.facts = {{"scenario", "wall"},
               {"seed", "7"},
               {"cycles", "4"},
               {"warm_up", "1"},
               {"command", R"(["node","pool.mjs"])"}};
  run.clock = {.steady = at_second(0),
               .wall = std::chrono::system_clock::time_point(std::chrono::seconds(86400))};
  run.dropped_ticks = 1;
  run.processes = {{.number = 1, .role = Role::kSubject},
                   {.number = 2, .role = Role::kBrowser},
                   {.number = 3, .role = Role::kRenderer},
                   {.number = 4, .role = Role::kRenderer}};
  run.ticks = {{.at = at_second(1), .samples = {sample(1, Bytes::mib(10))}},
               {.at = at_second(2),
                .with_detail = true,
                .cost = {.cpu = std::chrono::milliseconds(80)},
                .samples = {sample(1, Bytes::mib(10)), sample(2, Bytes::mib(90)),
                            sample(3, Bytes::mib(30)), sample(4, Bytes::mib(40))}},
               {.at = at_second(8),
                .samples = {sample(1, {}), sample(2, {}, 'Z'), sample(3, Bytes::mib(30))}}};
  run.ticks[1].samples[1].detail.memory = probes::MemoryFacts{.pss = Bytes::mib(50)};
  const auto add = [&](int second, const char* kind, const char* detail) {
    run.events.push_back({.at = at_second(second), .kind = kind, .detail = detail});
  };
  add(0, harness::kSubjectStarted, R"({"pid":5})");
  add(0, harness::kRested, R"({"cycle":0})");
  add(1, harness::kCycleStarted, R"({"cycle":1,"tasks":2})");
  add(1, harness::kTaskStarted, R"({"task":"a.example"})");
  add(2, harness::kTaskEnded, R"({"task":"a.example"})");
  add(3, harness::kTaskEnded, R"({"task":"b.example"})");
  add(4, harness::kCycleDrained, R"({"cycle":1,"answered":2})");
  add(5, harness::kRested, R"({"cycle":1})");
  add(5, harness::kCycleStarted, R"({"cycle":2,"tasks":2})");
  add(6, harness::kFaultStruck, R"({"cycle":2,"kind":"kill","target":"browser"})");
  return run;
}

TEST(RecoveredRun, TellsWhatTheRecordingHolds) {
  const auto record = recovered_run({}, killed_recording());
  EXPECT_EQ(record.scenario, "wall");
  EXPECT_EQ(record.seed, 7U);
  EXPECT_EQ(record.cycles_planned, 4);
  EXPECT_EQ(record.command, (std::vector<std::string>{"node", "pool.mjs"}));
  EXPECT_EQ(record.started_at, "1970-01-02T00:00:00Z");
  EXPECT_EQ(record.ended - record.started, std::chrono::seconds(8));
  EXPECT_DOUBLE_EQ(record.probe_cpu_share, 0.01);
  ASSERT_EQ(record.cycles.size(), 2U);
  EXPECT_EQ(record.cycles[0].answered, 2);
  EXPECT_TRUE(record.cycles[0].rested);
  EXPECT_FALSE(record.cycles[1].rested);
  ASSERT_EQ(record.faults.size(), 1U);
  EXPECT_EQ(record.faults[0].target, "browser");
  EXPECT_EQ(record.tasks_answered, 2);
  EXPECT_EQ(record.verdict, harness::Verdict::kInconclusive);
  EXPECT_FALSE(record.completed);
  EXPECT_THAT(record.reason, HasSubstr("in cycle 2 of 4"));
  EXPECT_THAT(record.notes, testing::Contains(HasSubstr("1 sample was lost")));
}

TEST(RecoveredRun, KeepsWhatTheRecordKnewFromTheStart) {
  harness::RunRecord known{.name = "mine", .scenario = "wall", .seed = 9, .cycles_planned = 5};
  known.started = std::chrono::seconds(999);
  EXPECT_TRUE(is_unfinished(known));
  const auto record = recovered_run(known, killed_recording());
  EXPECT_EQ(record.name, "mine");
  EXPECT_EQ(record.seed, 9U);
  EXPECT_EQ(record.cycles_planned, 5);
  EXPECT_EQ(record.ended - record.started, std::chrono::seconds(9));
}

TEST(RecoveredRun, SurvivesEventsThatSayNothing) {
  RecordedRun run;
  for (const char* kind : {harness::kCycleStarted, harness::kFaultStruck, harness::kRested,
                           harness::kCycleDrained, harness::kTaskEnded, harness::kSubjectEnded}) {
    for (const char* detail : {"", "[]", "{", R"({"cycle":"x","kind":7})", R"({"cycle":-5})"}) {
      run.events.push_back({.at = at_second(1), .kind = kind, .detail = detail});
    }
  }
  const auto record = recovered_run({}, run);
  EXPECT_EQ(record.cycles.size(), 5U);
  EXPECT_EQ(record.cycles.back().index, 0);
}

TEST(EventDetail, ReadsNumbersAndTextOnly) {
  EXPECT_EQ(number_in(R"({"a":3})", "a"), 3);
  EXPECT_EQ(number_in(R"({"a":99999999999999999999})", "a"), std::nullopt);
  EXPECT_EQ(number_in(R"({"a":18446744073709551615})", "a"), std::nullopt);
  EXPECT_EQ(text_in(R"({"a":"b"})", "a"), "b");
  EXPECT_EQ(text_in(R"({"a":1})", "a"), std::nullopt);
}

TEST(RecordedSeries, AddsUpProcessesOfARole) {
  const auto recording = killed_recording();
  const auto series = recorded_series(recording, recovered_run({}, recording));
  EXPECT_EQ(series.seconds, (std::vector<double>{1, 2, 8}));
  EXPECT_EQ(series.memory_seconds, (std::vector<double>{2}));
  ASSERT_EQ(series.roles.size(), 3U);
  const auto& browser = series.roles[0];
  const auto& renderer = series.roles[1];
  const auto& subject = series.roles[2];
  EXPECT_EQ(browser.role, "browser");
  EXPECT_EQ(renderer.processes, (Values{0, 2, 1}));
  EXPECT_EQ(renderer.rss[1], 70.0 * 1024 * 1024);
  EXPECT_EQ(renderer.descriptors, (Values{0, 20, 10}));
  EXPECT_EQ(series.zombies, (Values{0, 0, 1}));
  EXPECT_EQ(browser.processes, (Values{0, 1, 0}));  // a zombie is no process of its role
  EXPECT_EQ(subject.rss[2], std::nullopt);          // withheld, not zero
  EXPECT_EQ(browser.pss, (Values{50.0 * 1024 * 1024}));
  EXPECT_EQ(renderer.pss, (Values{std::nullopt}));
}

TEST(RecordedSeries, CountsTasksFromEvents) {
  const auto recording = killed_recording();
  const auto tasks = recorded_series(recording, recovered_run({}, recording)).tasks;
  ASSERT_EQ(tasks.size(), 5U);
  EXPECT_EQ(tasks[2].done, 2);
  EXPECT_EQ(tasks[3].started, 4);
  EXPECT_EQ(tasks.back().seconds, 8);
}

TEST(RecordedSeries, CountsTasksFromCyclesWhereThereAreNoEvents) {
  auto recording = killed_recording();
  const auto record = recovered_run({}, recording);
  recording.events.clear();
  const auto tasks = recorded_series(recording, record).tasks;
  ASSERT_EQ(tasks.size(), 4U);
  EXPECT_EQ(tasks[1].done, 2);
  EXPECT_EQ(tasks[1].seconds, 4);
}

TEST(RecoveredRun, OfAWatchSaysThatNothingWasToBeJudged) {
  probes::RecordedRun recording;
  recording.facts = {{"kind", "watch"}, {"target", "pid 12 (node crawl.mjs)"}};
  recording.closed = true;
  const auto record = recovered_run({}, recording);
  EXPECT_EQ(record.scenario, "watch");
  EXPECT_EQ(record.description, "pid 12 (node crawl.mjs)");
  EXPECT_NE(record.reason.find("recording of a watch"), std::string::npos) << record.reason;
}

TEST(RestState, AddsUpRolesAndKeepsWhatIsNotToldAbsent) {
  auto recording = killed_recording();
  auto& tick = recording.ticks[1];
  tick.samples[0].rss = Absence::kDenied;
  tick.samples[2].detail.descriptor_kinds = probes::DescriptorKinds{{"pipe", 2}, {"file", 8}};
  tick.samples[3].detail.descriptor_kinds = probes::DescriptorKinds{{"pipe", 1}};
  const auto state = last_rest_state(recording);
  ASSERT_EQ(state.roles.size(), 3U);
  EXPECT_EQ(state.roles[0].role, "browser");
  EXPECT_EQ(state.roles[0].pss, Bytes::mib(50));
  EXPECT_EQ(state.roles[0].uss, std::nullopt);
  EXPECT_EQ(state.roles[1].processes, 2);
  EXPECT_EQ(state.roles[1].rss, Bytes::mib(70));
  EXPECT_EQ(state.roles[1].kinds, (probes::DescriptorKinds{{"file", 8}, {"pipe", 3}}));
  EXPECT_EQ(state.roles[2].rss, std::nullopt);
}

TEST(RestState, RaisesTheAlarmForASecondWriterOnly) {
  auto recording = killed_recording();
  const auto pipe = [](probes::ProcessNumber holder, const char* browser) {
    return probes::RecordedHolding{
        .kind = probes::Holding::Kind::kControlPipe, .holder = holder, .name = browser};
  };
  recording.ticks[1].holdings = {
      {.kind = probes::Holding::Kind::kDirectory, .name = "/tmp/p", .bytes = Bytes::mib(1)},
      pipe(1, "40"),
      pipe(3, "41"),
      pipe(4, "41")};
  const auto held = last_rest_state(recording).held;
  ASSERT_EQ(held.size(), 4U);
  EXPECT_TRUE(held[0].alarming && held[1].alarming);
  EXPECT_EQ(held[0].name, "41");
  EXPECT_EQ(held[0].holder, "renderer, pid 0");
  EXPECT_EQ(held[2].name, "/tmp/p");
  EXPECT_FALSE(held[3].alarming);
}

TEST(RestState, OfARecordingWithoutRestPointIsEmpty) {
  auto recording = killed_recording();
  recording.ticks[1].with_detail = false;
  EXPECT_TRUE(last_rest_state(recording).roles.empty());
}

}  // namespace
}  // namespace tidemark::reports
