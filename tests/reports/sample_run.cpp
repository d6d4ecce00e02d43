#include "tests/reports/sample_run.hpp"

#include <algorithm>
#include <cmath>

namespace tidemark::reports {
namespace {

using harness::Resource;
using harness::RunRecord;
using harness::RunTime;
using harness::Verdict;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr double kMib = 1024.0 * 1024.0;

RunRecord run_of(int cycles, int cycles_run) {
  RunRecord record;
  record.name = "wall-7";
  record.scenario = "luxury-wall";
  record.scenario_file = "scenarios/luxury-wall.json";
  record.description = "Bot-protected shops that refuse, stall and challenge.";
  record.command = {"tidemark", "analyze", "-", "--note", "two words"};
  record.subject_kind = "long_running";
  record.ownership = "subreaper";
  record.environment = {.kernel = "Linux 6.1.0-28-amd64",
                        .machine = "x86_64",
                        .cores = 4,
                        .memory_bytes = std::uint64_t{8} << 30U,
                        .browser = "/usr/lib/chromium/chromium-headless-shell",
                        .tidemark = "0.1.0",
                        .root = false};
  record.seed = 42;
  record.started_at = "2025-03-01T12:00:00Z";
  record.started = seconds(1000);
  record.cycles_planned = cycles;
  RunTime at = record.started + milliseconds(400);
  for (int i = 1; i <= cycles_run; ++i) {
    harness::Cycle cycle{.index = i, .started = at, .drained = at + seconds(9), .tasks = 40};
    cycle.rested = cycle.drained + milliseconds(2100 + 130 * i);
    cycle.answered = 40;
    record.tasks_answered += 40;
    at = *cycle.rested + milliseconds(50);
    record.cycles.push_back(cycle);
  }
  record.ended = at + milliseconds(300);
  record.completed = cycles == cycles_run;
  record.subject_ended = "exit code 0";
  record.probe_cpu_share = 0.013;
  record.probe_longest_hold = std::chrono::microseconds(11'700);
  return record;
}

harness::ResourceVerdict verdict_of(Resource resource, Verdict verdict, std::string evidence) {
  return {.resource = resource, .verdict = verdict, .evidence = std::move(evidence)};
}

}  // namespace

std::string hostile_text() {
  return "</script><script>alert(1)</script>\x1b[31m\"'><img src=x onerror=alert(2)>&amp;"
         "\xE2\x80\xAE\xE2\x80\xA8\xFF<!--";
}

RunRecord stable_run() {
  auto record = run_of(12, 12);
  record.verdict = Verdict::kStable;
  record.reason = "Nothing was left behind in 11 cycles after warm-up.";
  for (const auto resource : {Resource::kProcesses, Resource::kZombies, Resource::kDirectories}) {
    auto verdict = verdict_of(resource, Verdict::kStable,
                              "never above the warmed-up baseline at 11 rest points");
    verdict.bound_per_cycle = 3.0 / 11;
    record.verdicts.push_back(verdict);
  }
  auto memory =
      verdict_of(Resource::kMemory, Verdict::kInconclusive, "11 rest points; its test needs 20");
  memory.required = false;
  record.verdicts.push_back(memory);
  return record;
}

RunRecord leaking_run() {
  auto record = run_of(8, 8);
  const auto hostile = hostile_text();
  record.name = "wall " + hostile;
  record.scenario = hostile;
  record.description = hostile;
  record.command = {"/opt/" + hostile, "it's", ""};
  record.subject_ended = "killed by SIGKILL";
  record.verdict = Verdict::kLeaking;
  record.reason = "Renderers are left behind, one in every cycle: 2 after warm-up, 9 at the end.";
  record.verdicts = {
      verdict_of(Resource::kProcesses, Verdict::kLeaking, "renderer: 2, 3, 4, 5, 6, 7, 8, 9"),
      verdict_of(Resource::kZombies, Verdict::kStable, "none at 7 rest points")};
  record.verdicts[1].bound_per_cycle = 3.0 / 7;
  record.combination = "workers 4, browsers 2";
  record.expectations = {{.pointer = "/expect/at_rest/processes",
                          .what = "processes at rest",
                          .expected = "at most 8",
                          .actual = "9 after cycle 8",
                          .met = false},
                         {.pointer = "/expect/answered_share",
                          .what = "tasks answered",
                          .expected = "at least 100%",
                          .actual = "100%: 80 of 80",
                          .met = true},
                         {.pointer = "/expect/at_rest/pss_mib",
                          .what = hostile,
                          .expected = hostile,
                          .actual = "not known " + hostile}};
  record.notes = {"The subject printed a line that is no answer: " + hostile};
  for (int i = 0; i < 3; ++i) {
    record.faults.push_back(
        {.at = record.cycles[2 * static_cast<std::size_t>(i) + 1].started + seconds(4),
         .cycle = 2 * i + 2,
         .kind = "kill",
         .target = "subject"});
  }

  harness::Finding finding{.resource = Resource::kProcesses,
                           .role = "renderer",
                           .baseline = 2,
                           .last = 9,
                           .per_cycle = 1,
                           .counts = {2, 3, 4, 5, 6, 7, 8, 9},
                           .leak = true,
                           .explanation = "Each cycle leaves one renderer whose page timed out."};
  for (int i = 0; i < 7; ++i) {
    finding.culprits.push_back(
        {.pid = 4000 + i,
         .what = "/usr/lib/chromium/chromium-headless-shell --type=renderer --lang=" + hostile,
         .age = seconds(80 - 11 * i),
         .born_during = i % 2 == 0 ? "shop" + std::to_string(i) + ".example" : hostile,
         .born_in_cycle = i + 2});
  }
  record.findings.push_back(finding);
  record.findings.push_back(
      {.resource = Resource::kDirectories,
       .baseline = 0,
       .last = 1,
       .per_cycle = 0.14,
       .counts = {0, 0, 0, 1, 1, 1, 1, 1},
       .explanation = "One profile directory stayed; it did not grow.",
       .culprits = {{.what = "/tmp/tmr-ab12cd/org.chromium." + hostile, .age = seconds(4000)}}});
  return record;
}

RunRecord inconclusive_run() {
  auto record = run_of(12, 3);
  record.cycles.back().rested.reset();
  record.cycles.back().answered = 17;
  record.cycles.back().drained = {};
  record.tasks_answered = 97;
  record.reason = "The run ended in cycle 3 of 12, too early for a verdict.";
  record.subject_ended = "still running";
  record.notes = {"The run was killed; what was recorded up to then is shown."};
  return record;
}

RunSeries series_of(const RunRecord& record, int ticks) {
  RunSeries series;
  const bool leaks = record.verdict == Verdict::kLeaking;
  const double length = std::chrono::duration<double>(record.ended - record.started).count();
  const auto cycle_at = [&](double at) {
    const auto time =
        record.started + std::chrono::duration_cast<RunTime>(std::chrono::duration<double>(at));
    return std::ranges::count_if(record.cycles,
                                 [&](const auto& cycle) { return cycle.started <= time; });
  };
  series.roles = {{.role = "subject"},
                  {.role = "browser"},
                  {.role = "renderer"},
                  {.role = "gpu"},
                  {.role = "zygote"}};
  const auto processes = [&](std::size_t role, double at) {
    const auto cycle = static_cast<double>(cycle_at(at));
    if (role != 2) return role == 4 ? 2.0 : 1.0;
    return std::round(2 + 1.5 * (1 + std::sin(at * 1.7))) + (leaks ? std::max(0.0, cycle - 1) : 0);
  };
  const double weight[] = {38, 160, 90, 70, 22};
  for (int i = 0; i < ticks; ++i) {
    const double at = length * i / ticks;
    series.seconds.push_back(at);
    series.zombies.emplace_back(leaks && i % 97 == 5 ? 1 : 0);
    for (std::size_t role = 0; role < series.roles.size(); ++role) {
      const double count = processes(role, at);
      series.roles[role].processes.emplace_back(count);
      series.roles[role].rss.emplace_back(count * weight[role] * kMib * (1 + 0.1 * std::sin(at)));
      series.roles[role].descriptors.emplace_back(std::round(count * (20 + weight[role] / 3)));
    }
  }
  double done = 0;
  series.tasks.push_back({});
  for (const auto& cycle : record.cycles) {
    const auto start = std::chrono::duration<double>(cycle.started - record.started).count();
    const double given = series.tasks.back().started + cycle.tasks;
    for (int i = 0; i < cycle.answered; ++i) {
      series.tasks.push_back(
          {.seconds = start + 9.0 * (i + 1) / 41, .started = given, .done = ++done});
    }
    if (!cycle.rested) continue;
    const double rest = std::chrono::duration<double>(*cycle.rested - record.started).count();
    series.memory_seconds.push_back(rest);
    for (std::size_t role = 0; role < series.roles.size(); ++role) {
      series.roles[role].pss.emplace_back(processes(role, rest) * weight[role] * kMib * 0.4);
    }
  }
  return series;
}

}  // namespace tidemark::reports
