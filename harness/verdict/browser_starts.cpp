#include "harness/verdict/browser_starts.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

namespace tidemark::harness {
namespace {

using probes::Role;

// A page that opens later after the network service waited for work, unless so far the browser has
// taken as long itself, as on a busy machine.
constexpr std::chrono::milliseconds kAtOnce{250};
// Between a page and its browser there are at most two zygotes, and a launcher of the sandbox.
constexpr int kMostAncestors = 8;

void note_earliest(std::optional<SteadyTime>& earliest, SteadyTime at) {
  if (!earliest || at < *earliest) earliest = at;
}

}  // namespace

BrowserStarts::Start* BrowserStarts::browser_of(const Seen& process) {
  const Seen* child = &process;
  for (int i = 0; i < kMostAncestors; ++i) {
    const auto parent = latest_.find(child->parent);
    if (parent == latest_.end() || parent->second.started > child->started) return nullptr;
    child = &parent->second;
    const auto browser = starts_.find(child->id);
    if (browser != starts_.end() && child->role == Role::kBrowser) return &browser->second;
  }
  return nullptr;
}

void BrowserStarts::add(const std::vector<Seen>& processes) {
  for (const Seen& process : processes) {
    if (process.brief) continue;
    latest_[process.id.pid] = process;
    if (process.role == Role::kBrowser) starts_.try_emplace(process.id, process.started);
  }
  for (const Seen& process : processes) {
    const bool page = is_page(process);
    if (!page && process.role != Role::kUtility) continue;
    Start* const start = browser_of(process);
    if (start != nullptr) note_earliest(page ? start->page : start->service, process.started);
  }
}

// What a zygote bears is a page, and bears the zygote's command line until it has its own: a page
// that was gone before it could be looked at never got one.
bool BrowserStarts::is_page(const Seen& process) const {
  if (process.role != Role::kZygote || !process.brief) return process.role == Role::kRenderer;
  const auto parent = latest_.find(process.parent);
  return parent != latest_.end() && parent->second.role == Role::kZygote;
}

void BrowserStarts::add(const probes::TreeSample& sample) {
  std::vector<Seen> seen;
  seen.reserve(sample.processes.size() + sample.unsampled.size());
  for (const probes::ProcessSample& process : sample.processes) {
    seen.push_back({.id = process.facts.id,
                    .parent = process.facts.parent,
                    .role = process.role,
                    .started = process.facts.started});
  }
  for (const probes::UnsampledProcess& process : sample.unsampled) {
    const probes::ProcessFacts facts{
        .id = process.id, .name = process.name, .command_line = process.command_line};
    seen.push_back({.id = process.id,
                    .parent = process.parent,
                    .role = probes::role_of(facts, false),
                    .started = process.started,
                    .brief = true});
  }
  add(seen);
}

std::vector<RunTime> BrowserStarts::times() const {
  std::vector<RunTime> times;
  times.reserve(starts_.size());
  for (const auto& [id, start] : starts_) {
    if (!start.service && !start.page) continue;
    const SteadyTime service = start.service.value_or(start.page.value_or(start.born));
    const SteadyTime page = start.page.value_or(service);
    const auto [first, second] = std::minmax(service, page);
    const bool at_once =
        second - first <= std::max<SteadyTime::duration>(kAtOnce, first - start.born);
    times.push_back(std::chrono::duration_cast<RunTime>((at_once ? second : first) - start.born));
  }
  return times;
}

// Processes are numbered in the order in which a look at them all found them, those that it came
// too late for last.
std::vector<RunTime> browser_starts_of(const probes::RecordedRun& recording) {
  BrowserStarts starts;
  std::vector<BrowserStarts::Seen> found;
  SteadyTime moment{};
  for (const probes::RecordedProcess& process : recording.processes) {
    if (process.sampled && process.first_seen != moment) {
      starts.add(std::exchange(found, {}));
      moment = process.first_seen;
    }
    found.push_back({.id = process.id,
                     .parent = process.parent,
                     .role = process.role,
                     .started = process.started,
                     .brief = !process.sampled});
  }
  starts.add(found);
  return starts.times();
}

}  // namespace tidemark::harness
