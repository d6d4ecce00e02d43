// The rest points of a run, sorted by what they can prove. Refers to the points it was made from.
#pragma once

#include <span>
#include <vector>

#include "harness/verdict/rest_point.hpp"

namespace tidemark::harness {

struct Timeline {
  std::span<const RestPoint> all;
  std::vector<const RestPoint*> warm_up{};  // subject alive: these make the baseline
  std::vector<const RestPoint*> judged{};   // subject alive, after warm-up
  std::vector<const RestPoint*> ended{};    // subject ended
  std::vector<const RestPoint*> killed{};   // subject killed and not yet started again
  int warm_up_cycles = 0;
  // The subject lived over the cycles, as opposed to being started anew for each.
  bool long_running = false;

  // Another subject than at the rest point before lives at the last judged one: it was killed or
  // ended, and started again, so that what its processes do cannot be compared yet.
  bool restarted_at_last = false;

  // Index in `judged` of the first rest point of the subject that lives at the last one.
  std::size_t last_subject_from = 0;

  // Rest points that can show that a resource is clean.
  [[nodiscard]] std::size_t evidence() const;
};

[[nodiscard]] Timeline sort_points(std::span<const RestPoint> points, int warm_up);

}  // namespace tidemark::harness
