#include "tests/reports/sample_watch.hpp"

#include <string>

#include "tests/reports/sample_run.hpp"

namespace tidemark::reports {
namespace {

using harness::WatchSample;
using probes::ProcessSample;
using probes::Role;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

const SteadyTime kNow{std::chrono::hours(1)};

ProcessSample process(Pid pid, Pid parent, Role role, std::vector<std::string> line) {
  ProcessSample sample;
  sample.role = role;
  sample.facts = {.id = {.pid = pid, .start_ticks = static_cast<std::uint64_t>(pid)},
                  .parent = parent,
                  .name = "chromium",
                  .command_line = std::move(line),
                  .state = 'S',
                  .rss = Bytes::mib(100),
                  .threads = 11,
                  .descriptors = 31,
                  .cpu = seconds(2),
                  .started = kNow - seconds(3723)};
  return sample;
}

void know_memory(WatchSample& sample, Pid pid, std::uint64_t mib, seconds age) {
  sample.memory[{.pid = pid, .start_ticks = static_cast<std::uint64_t>(pid)}] = {
      .facts = probes::MemoryFacts{.pss = Bytes::mib(mib), .uss = Bytes::mib(mib / 2)},
      .read_at = kNow - age};
}

}  // namespace

WatchSample tree_watch() {
  WatchSample sample{.target = "pid 100 (node crawl.mjs)",
                     .began = kNow - seconds(151),
                     .wall = std::chrono::system_clock::time_point(seconds(1'767'323'045)),
                     .interval = milliseconds(500)};
  sample.tree.at = kNow;
  sample.tree.cost = {.wall = microseconds(1300), .cpu = microseconds(1200)};
  auto& all = sample.tree.processes;
  all.push_back(process(100, 1, Role::kSubject, {"/usr/bin/node", "crawl.mjs", "--all"}));
  all.push_back(process(110, 100, Role::kBrowser,
                        {"/opt/chrome/chrome", "--headless", "--user-data-dir=/tmp/profile-1"}));
  all.push_back(process(111, 110, Role::kZygote, {"/opt/chrome/chrome --type=zygote"}));
  all.push_back(process(112, 111, Role::kRenderer,
                        {"/opt/chrome/chrome --type=renderer --renderer-client-id=4 --lang=en"}));
  all.push_back(process(113, 111, Role::kRenderer,
                        {"/opt/chrome/chrome --type=renderer --renderer-client-id=5 --lang=en"}));
  all.push_back(process(114, 111, Role::kRenderer, {}));
  all.back().facts.state = 'Z';
  all.push_back(process(115, 110, Role::kUtility,
                        {"/opt/chrome/chrome --type=utility "
                         "--utility-sub-type=network.mojom.NetworkService --lang=en"}));
  all.push_back(process(116, 1, Role::kCrashpad, {"/opt/chrome/chrome_crashpad_handler"}));
  all.push_back(process(120, 100, Role::kOther, {"/bin/" + hostile_text(), hostile_text()}));
  all.back().facts.state = 'T';
  all.back().facts.rss = {};
  all.back().facts.descriptors = {};
  sample.attached[{.pid = 116, .start_ticks = 116}] = {.pid = 110, .start_ticks = 110};
  know_memory(sample, 100, 117, seconds(0));
  know_memory(sample, 110, 57, seconds(8));
  know_memory(sample, 111, 11, seconds(2));
  know_memory(sample, 112, 1700, seconds(2));
  sample.memory[{.pid = 113, .start_ticks = 113}] = {.facts = Absence::kDenied, .read_at = kNow};
  sample.cpu_share[{.pid = 100, .start_ticks = 100}] = 0.25;
  sample.cpu_share[{.pid = 112, .start_ticks = 112}] = 0.9876;
  sample.tree.births.push_back({.id = {.pid = 120, .start_ticks = 120}});
  sample.tree.deaths.push_back({.pid = 119, .start_ticks = 119});
  sample.roles = {
      {Role::kBrowser, {.starts = 1, .exits = 0, .cpu = seconds(3)}},
      {Role::kRenderer, {.starts = 40, .exits = 38, .cpu = milliseconds(61'500)}},
      {Role::kGpu, {.starts = 1, .exits = 1, .cpu = milliseconds(10)}},
      {Role::kSubject, {}},
  };
  sample.cost = {.ticks = 300,
                 .skipped = 2,
                 .sweep_cpu = milliseconds(450),
                 .memory_cpu = milliseconds(1500),
                 .own_cpu = milliseconds(2500),
                 .longest_sweep = microseconds(2600),
                 .longest_memory_read = microseconds(5700)};
  return sample;
}

WatchSample browsers_watch() {
  WatchSample sample = tree_watch();
  sample.target = "every browser of this machine";
  std::erase_if(sample.tree.processes, [](const ProcessSample& each) {
    return each.role == Role::kSubject || each.role == Role::kOther;
  });
  sample.tree.processes.push_back(
      process(210, 1, Role::kBrowser, {"/usr/lib/firefox-esr/firefox-esr", "-profile", "/tmp/p"}));
  harness::OwnedGroup owned{
      .owner = {.pid = 100, .name = "node", .command_line = {"/usr/bin/node", "crawl.mjs"}}};
  for (const ProcessSample& each : sample.tree.processes) {
    if (each.facts.id.pid < 200) owned.members.insert(each.facts.id);
  }
  sample.groups = {owned,
                   {.owner = {.pid = 1, .name = "systemd", .nobody = true},
                    .members = {{.pid = 210, .start_ticks = 210}}}};
  return sample;
}

Trends minute_of_trends() {
  Trends trends;
  for (const int before : {60, 30, 0}) {
    WatchSample sample = tree_watch();
    sample.tree.at = kNow - seconds(before);
    sample.tree.deaths.clear();
    if (before > 0) {
      know_memory(sample, 100, 90, seconds(0));  // has grown since
      know_memory(sample, 110, 80, seconds(0));  // has shrunk since
      sample.tree.processes[3].facts.descriptors = 20;
      sample.tree.processes[1].facts.descriptors = 32;  // by one: an idle browser's drift
    }
    trends.add(sample);
  }
  return trends;
}

}  // namespace tidemark::reports
