#include "harness/scenario/load.hpp"

#include <chrono>
#include <cstddef>

namespace tidemark::harness {

std::vector<Arrival> arrivals_of(const Load& load) {
  std::vector<Arrival> arrivals;
  Milliseconds begin{0};
  for (const LoadPhase& phase : load.phases) {
    Milliseconds at = begin;
    for (std::size_t i = 0; i < phase.domains.size(); ++i) {
      if (phase.rate) {
        const std::chrono::duration<double> since(static_cast<double>(i) / *phase.rate);
        at = begin + std::chrono::round<Milliseconds>(since);
      }
      arrivals.push_back({.domain = phase.domains[i], .at = at});
    }
    begin = at + phase.pause;
  }
  return arrivals;
}

}  // namespace tidemark::harness
