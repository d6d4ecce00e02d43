// What is left of a visit's time.
#pragma once

#include "analyzer/strategy/strategy.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

// Starts when made. Every stage takes its deadline from here, so that none outlasts the whole.
class TimeBudget {
 public:
  explicit TimeBudget(const Allowance& allowance) : allowance_(allowance) {}

  void allow(const Allowance& allowance) { allowance_ = allowance; }
  [[nodiscard]] const Allowance& allowance() const { return allowance_; }
  // Time that was spent waiting for one's turn: it is not the domain's.
  void hold(std::chrono::nanoseconds waited) { held_ += waited; }

  [[nodiscard]] Deadline whole() const { return Deadline(start() + allowance_.total); }
  [[nodiscard]] Deadline http() const {
    return Deadline(start() + std::min(allowance_.http, allowance_.total));
  }
  // What one address may take to be connected to: a port that is filtered must leave time for the
  // next address, for http:// and for the twin. A SYN that was lost is repeated after 1 and 3 s.
  [[nodiscard]] Milliseconds connect_patience() const {
    return std::min(kConnectPatience, http().remaining() / 3);
  }
  [[nodiscard]] Milliseconds spent() const {
    return std::chrono::duration_cast<Milliseconds>(steady_now() - start());
  }

 private:
  static constexpr Milliseconds kConnectPatience{5000};
  [[nodiscard]] SteadyTime start() const { return started_ + held_; }

  SteadyTime started_ = steady_now();
  std::chrono::nanoseconds held_{0};
  Allowance allowance_;
};

}  // namespace tidemark::analyzer
