// How memory went over the rest points. Advice only: a few rest points cannot tell a leak from a
// cache, a pool or an allocator that keeps what it was given.
#pragma once

#include <optional>
#include <string>

#include "harness/record/run_record.hpp"
#include "harness/verdict/timeline.hpp"

namespace tidemark::harness {

struct MemoryTrend {
  std::string evidence{};            // one sentence, also when there is no growth
  std::optional<Finding> finding{};  // growth worth a mention, in bytes
};

[[nodiscard]] MemoryTrend memory_trend(const Timeline& timeline);

}  // namespace tidemark::harness
