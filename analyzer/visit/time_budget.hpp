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
  [[nodiscard]] Milliseconds connect_patience() const {
    return analyzer::connect_patience(http().remaining());
  }
  [[nodiscard]] Milliseconds spent() const {
    return std::chrono::duration_cast<Milliseconds>(steady_now() - start());
  }

 private:
  [[nodiscard]] SteadyTime start() const { return started_ + held_; }

  SteadyTime started_ = steady_now();
  std::chrono::nanoseconds held_{0};
  Allowance allowance_;
};

}  // namespace tidemark::analyzer
