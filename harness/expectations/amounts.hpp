// How much of everything a subject has at one moment.
#pragma once

#include <cstdint>

#include "harness/verdict/rest_point.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::harness {

struct Amount {
  std::uint64_t known = 0;
  bool complete = true;  // false: the kernel withheld some of it, there is more
};

struct Amounts {
  Amount processes = {};  // zombies excluded
  Amount zombies = {};
  Amount descriptors = {};
  Amount threads = {};
  Amount directories = {};  // of a rest point
  Amount pss = {};          // bytes, of a rest point
};

[[nodiscard]] Amounts amounts_of(const RestPoint& point);
[[nodiscard]] Amounts amounts_of(const probes::TreeSample& sample);

// Makes each of `peak` at least what `now` has.
void raise(Amounts& peak, const Amounts& now);

}  // namespace tidemark::harness
