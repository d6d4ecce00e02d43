#include "harness/verdict/timeline.hpp"

#include <algorithm>
#include <string_view>

namespace tidemark::harness {
namespace {

constexpr std::string_view kSubjectRole = "subject";

bool shares_subject(const RestPoint& a, const RestPoint& b) {
  return std::ranges::any_of(a.processes, [&](const RestProcess& mine) {
    return mine.role == kSubjectRole &&
           std::ranges::any_of(b.processes, [&](const RestProcess& other) {
             return other.pid == mine.pid && other.start_ticks == mine.start_ticks;
           });
  });
}

bool has_subject(const RestPoint& point) {
  return std::ranges::find(point.processes, kSubjectRole, &RestProcess::role) !=
         point.processes.end();
}

bool restarted(const RestPoint& before, const RestPoint& last) {
  return has_subject(before) && has_subject(last) && !shares_subject(before, last);
}

}  // namespace

std::size_t Timeline::evidence() const {
  if (long_running) return judged.size();
  return static_cast<std::size_t>(std::ranges::count_if(
      ended, [this](const RestPoint* point) { return point->cycle > warm_up_cycles; }));
}

Timeline sort_points(std::span<const RestPoint> points, int warm_up) {
  Timeline timeline{.all = points, .warm_up_cycles = warm_up};
  for (const auto& point : points) {
    if (point.after_end) {
      timeline.ended.push_back(&point);
    } else if (point.after_fault) {
      timeline.killed.push_back(&point);
    } else if (point.cycle <= warm_up) {
      timeline.warm_up.push_back(&point);
    } else {
      timeline.judged.push_back(&point);
    }
    const bool alive = !point.after_end && !point.after_fault;
    timeline.long_running = timeline.long_running || (alive && point.cycle > 0);
  }
  // Without a warm-up the first rest point is all there is to compare with.
  if (timeline.warm_up.empty() && !timeline.judged.empty()) {
    timeline.warm_up.push_back(timeline.judged.front());
    timeline.judged.erase(timeline.judged.begin());
  }
  for (std::size_t i = 1; i < timeline.judged.size(); ++i) {
    if (restarted(*timeline.judged[i - 1], *timeline.judged[i])) timeline.last_subject_from = i;
  }
  timeline.restarted_at_last =
      timeline.last_subject_from != 0 && timeline.last_subject_from == timeline.judged.size() - 1;
  return timeline;
}

}  // namespace tidemark::harness
