// After how many tasks something that grows is best replaced.
#pragma once

#include <optional>

namespace tidemark::harness {

// All above 0.
struct GrowingCost {
  double fresh_bytes = 0;     // M: what it holds when it is fresh
  double bytes_per_task = 0;  // g: and more after each task
  double start_s = 0;         // R: seconds until the next one can work
  double task_s = 0;          // t: seconds of its life that a task takes
};

// A browser that is replaced after N tasks lives for N t + R seconds and holds M + g N / 2 bytes
// meanwhile, on average. What it occupies of a machine is memory times time; for each task
//
//   c(N) = (M + g N / 2) (t + R / N)  =  M t + g R / 2 + M R / N + g t N / 2
//
// byte-seconds. Few tasks pay for many starts (M R / N), many for much growth (g t N / 2); they
// balance where both are equal, which is where the derivative is zero:
//
//   N* = sqrt(2 M R / (g t)),   c(N*) = (sqrt(M t) + sqrt(g R / 2))^2.
//
// Without growth, and never replaced, it would be M t. The least is shallow: with half or with
// twice as many tasks the part of the sum that depends on N is a quarter more.
[[nodiscard]] double occupied_per_task(const GrowingCost& cost, double tasks);

struct CheapestRetirement {
  double tasks = 1;  // a whole number, at least 1
  double extra = 0;  // c(tasks) is by this share above M t
};

// Absent if a figure is not above 0.
[[nodiscard]] std::optional<CheapestRetirement> cheapest_retirement(const GrowingCost& cost);

}  // namespace tidemark::harness
