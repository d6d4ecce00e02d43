// Time as Tidemark uses it: a monotonic clock, and the deadline that every wait must be given.
#pragma once

#include <algorithm>
#include <chrono>

namespace tidemark {

using Milliseconds = std::chrono::milliseconds;
using SteadyTime = std::chrono::steady_clock::time_point;

// CLOCK_MONOTONIC: one time line for every process of this boot, so events of the subject and
// samples of the probes can be laid side by side.
[[nodiscard]] SteadyTime steady_now();

// The moment at which a wait gives up. There is no infinite deadline on purpose.
class Deadline {
 public:
  [[nodiscard]] static Deadline in(std::chrono::nanoseconds from_now) {
    return Deadline(steady_now() + from_now);
  }
  explicit Deadline(SteadyTime at) : at_(at) {}

  [[nodiscard]] SteadyTime at() const { return at_; }
  [[nodiscard]] bool passed() const { return steady_now() >= at_; }
  // Time left, never negative, rounded up so that a wait of this length does reach the deadline.
  [[nodiscard]] Milliseconds remaining() const {
    const SteadyTime now = steady_now();
    return at_ <= now ? Milliseconds(0) : std::chrono::ceil<Milliseconds>(at_ - now);
  }
  // The earlier of this deadline and `from_now`: how a stage takes its share of a budget.
  [[nodiscard]] Deadline within(std::chrono::nanoseconds from_now) const {
    return Deadline(std::min(at_, steady_now() + from_now));
  }

 private:
  SteadyTime at_;
};

}  // namespace tidemark
