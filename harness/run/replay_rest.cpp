// The part of a replay in which the subject comes to rest, or what it left behind goes by itself.
#include <fmt/format.h>

#include "harness/record/run_events.hpp"
#include "harness/run/replay.hpp"
#include "harness/run/rest_watch.hpp"
#include "harness/run/run_time.hpp"
#include "harness/verdict/recorded_rest_points.hpp"

namespace tidemark::harness {

// The first rest point: what the subject is before it has done anything.
Step Replay::rest_before_load() {
  const auto rested = come_to_rest(plan_.scenario.rest.deadline);
  if (!rested) return std::unexpected(rested.error());
  if (!running()) {
    return subject_failed(
        fmt::format("the subject ended before it was given any work: {}", how_it_ended()));
  }
  if (!*rested) note("the subject did not come to rest before the first cycle: " + restlessness_);
  return take_rest_point({.rested = *rested});
}

Step Replay::rest_after_cycle(Cycle& cycle) {
  if (per_cycle()) {
    if (auto settled = settle(); !settled) return settled;
    cycle.rested = run_time(steady_now());
    return take_rest_point({.cycle = cycle.index, .after_end = true});
  }
  const auto rested = come_to_rest(plan_.scenario.rest.deadline);
  if (!rested) return std::unexpected(rested.error());
  if (!running()) {
    return subject_failed(
        fmt::format("the subject ended after cycle {}, while its input was open: {}", cycle.index,
                    how_it_ended()));
  }
  if (*rested) {
    cycle.rested = run_time(steady_now());
  } else {
    note(fmt::format("cycle {} did not come to rest within {}: {}", cycle.index,
                     seconds_text(plan_.scenario.rest.deadline), restlessness_));
  }
  return take_rest_point({.cycle = cycle.index, .rested = *rested});
}

std::expected<bool, Stop> Replay::come_to_rest(Milliseconds longest) {
  RestWatch watch(plan_.times.quiet);
  std::uint64_t seen = session_.samples();
  const Condition rested = [&] {
    if (session_.samples() != seen) {
      seen = session_.samples();
      watch.see(session_.latest(), session_.open_connections());
    }
    return watch.rested() || !running();
  };
  const auto waited = wait_until(rested, Deadline::in(longest));
  if (!waited) return std::unexpected(waited.error());
  restlessness_ = watch.restlessness();
  return *waited == Waited::kDone;
}

Step Replay::settle() {
  const std::uint64_t before = session_.samples();
  const Condition nothing_left = [&] {
    return session_.samples() != before && session_.latest().processes.empty();
  };
  const auto waited = wait_until(nothing_left, Deadline::in(plan_.times.settle));
  if (!waited) return std::unexpected(waited.error());
  return {};
}

Step Replay::take_rest_point(const RestPoint& what) {
  auto point = session_.take_rest_point();
  if (!point) return machine_failed(point.error());
  point->cycle = what.cycle;
  point->rested = what.rested;
  point->after_end = what.after_end;
  point->after_fault = what.after_fault;
  session_.record(kRestPoint, rest_point_detail(*point, told_directories_));
  rest_points_.push_back(std::move(*point));
  if (what.rested) session_.record(kRested, fmt::format(R"({{"cycle":{}}})", what.cycle));
  return {};
}

}  // namespace tidemark::harness
