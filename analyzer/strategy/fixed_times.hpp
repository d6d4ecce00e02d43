// Strategies that give every domain the same time and learn nothing.
#pragma once

#include "analyzer/strategy/strategy.hpp"

namespace tidemark::analyzer {

// One 60 s wall over HTTP and browser together, HTTP at most half of it: the seed before its fix.
[[nodiscard]] std::unique_ptr<Strategy> fixed_strategy(std::chrono::milliseconds total);
// 10 s for HTTP, then 15 s + 10 s for a browser: the seed's code. A `total` scales all three.
[[nodiscard]] std::unique_ptr<Strategy> staged_strategy(std::chrono::milliseconds total);
// 20 s in all, what is left given to every call; HTTP at most two fifths, so that a browser still
// has a chance against a server that stalls programs.
[[nodiscard]] std::unique_ptr<Strategy> budget_strategy(std::chrono::milliseconds total);

}  // namespace tidemark::analyzer
