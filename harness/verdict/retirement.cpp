#include "harness/verdict/retirement.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/verdict/averages.hpp"
#include "harness/verdict/cheapest_retirement.hpp"
#include "harness/verdict/growth.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::harness {
namespace {

// Without a measured cost of replacing it: due when it has grown by this much of what it began
// with.
constexpr double kRetireAtShare = 0.25;
constexpr std::string_view kBrowser = "browser";
constexpr std::array<std::string_view, 6> kOfBrowsers = {"browser", "renderer", "gpu",
                                                         "utility", "zygote",   "crashpad"};

std::string place_of(const RestProcess& process) {
  const bool browser = std::ranges::find(kOfBrowsers, process.role) != kOfBrowsers.end();
  return std::string(browser ? kBrowser : std::string_view(process.role));
}

// What is in one place at each rest point.
struct Place {
  std::vector<double> bytes;
  std::vector<double> members;  // browsers, or processes of the role
  // Cycles that its members have worked, on average.
  std::vector<double> cycles;
};

using Places = std::map<std::string, Place>;

void add(Place& place, const RestProcess& process, const RestPoint& point, std::size_t index) {
  place.bytes[index] += static_cast<double>(process.pss.value_or(Bytes{}).count);
  if (place_of(process) != process.role) return;
  ++place.members[index];
  // Who was born in a cycle has done its tasks.
  place.cycles[index] += point.cycle - std::max(process.born_in_cycle, 1) + 1;
}

Places places_of(std::span<const RestPoint* const> points) {
  Places places;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (const RestProcess& process : points[i]->processes) {
      Place& place = places[place_of(process)];
      place.bytes.resize(points.size());
      place.members.resize(points.size());
      place.cycles.resize(points.size());
      add(place, process, *points[i], i);
    }
  }
  for (auto& [role, place] : places) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (place.members[i] > 0) place.cycles[i] /= place.members[i];
    }
  }
  return places;
}

struct Growing {
  std::string role;
  double share = 0;
  const Place* place = nullptr;
};

std::optional<Growing> grown_most(const Places& places) {
  Growing most;
  double most_slope = 0;
  double all = 0;
  for (const auto& [role, place] : places) {
    const double slope = robust_slope(place.bytes);
    if (slope <= 0) continue;
    all += slope;
    if (slope <= most_slope) continue;
    most_slope = slope;
    most = {.role = role, .place = &place};
  }
  if (most.place == nullptr) return std::nullopt;
  most.share = most_slope / all;
  return most;
}

bool becomes_more(const std::vector<double>& members) {
  const std::span all(members);
  const std::size_t third = std::max<std::size_t>(1, all.size() / 3);
  const auto first = all.first(third);
  const auto last = all.last(third);
  return median(last) > median(first);
}

// Of one member, without what it has grown by.
double fresh_bytes(const Place& place, double per_cycle_of_one) {
  std::vector<double> fresh;
  std::vector<double> readings;
  for (std::size_t i = 0; i < place.bytes.size(); ++i) {
    if (place.members[i] <= 0) continue;
    readings.push_back(place.bytes[i] / place.members[i]);
    fresh.push_back(readings.back() - per_cycle_of_one * place.cycles[i]);
  }
  const double level = median(fresh);
  return level > 0 ? level : std::ranges::min(readings);
}

double seconds(RunTime time) { return std::chrono::duration<double>(time).count(); }

std::optional<double> start_seconds(std::span<const RunTime> starts) {
  if (starts.empty()) return std::nullopt;
  std::vector<double> times;
  times.reserve(starts.size());
  for (const RunTime start : starts) times.push_back(seconds(start));
  return median(times);
}

// Of the life of one member, of which there are so many.
std::optional<double> task_seconds(const Work& work, int from_cycle, int members) {
  std::vector<double> times;
  for (const CycleWork& cycle : work.cycles) {
    if (cycle.cycle < from_cycle || cycle.failed || cycle.struck) continue;
    if (!cycle.took || cycle.tasks <= 0) continue;
    times.push_back(seconds(*cycle.took) * members / cycle.tasks);
  }
  if (times.empty()) return std::nullopt;
  return median(times);
}

void decide(Retirement& retirement) {
  if (retirement.start_s && retirement.task_s) {
    const auto cheapest = cheapest_retirement({.fresh_bytes = retirement.fresh_bytes,
                                               .bytes_per_task = retirement.bytes_per_task,
                                               .start_s = *retirement.start_s,
                                               .task_s = *retirement.task_s});
    if (cheapest) {
      retirement.after_tasks = cheapest->tasks;
      retirement.extra = cheapest->extra;
      return;
    }
  }
  const double room = kRetireAtShare * retirement.fresh_bytes;
  retirement.after_tasks = std::max(1.0, std::floor(room / retirement.bytes_per_task));
}

}  // namespace

std::optional<Retirement> retirement_of(const Timeline& timeline, const RetirementFacts& facts) {
  if (facts.bytes_per_cycle <= 0 || facts.tasks_per_cycle <= 0) return std::nullopt;
  const auto points = std::span(timeline.judged).subspan(timeline.last_subject_from);
  const Places places = places_of(points);
  const auto growing = grown_most(places);
  if (!growing) return std::nullopt;
  const Place& place = *growing->place;
  const double members = median(place.members);
  if (members < 1 || becomes_more(place.members)) return std::nullopt;
  const double per_cycle = facts.bytes_per_cycle * growing->share;
  Retirement retirement{.role = growing->role, .share = growing->share};
  retirement.at_once = static_cast<int>(members);
  retirement.fresh_bytes = fresh_bytes(place, per_cycle / members);
  retirement.bytes_per_task = per_cycle / facts.tasks_per_cycle;
  retirement.tasks_seen = std::ranges::max(place.cycles) * facts.tasks_per_cycle / members;
  if (growing->role == kBrowser) {
    retirement.start_s = start_seconds(facts.browser_starts);
    retirement.starts = static_cast<int>(facts.browser_starts.size());
    retirement.task_s = task_seconds(facts.work, points.front()->cycle, retirement.at_once);
  }
  decide(retirement);
  retirement.after_cycles = retirement.after_tasks * members / facts.tasks_per_cycle;
  return retirement;
}

}  // namespace tidemark::harness
