// The seed's rule against bot-protected brands, kept to be measured against.
#pragma once

#include "analyzer/strategy/strategy.hpp"

namespace tidemark::analyzer {

// Gives times as budget_strategy() does. Skips a domain when any domain seen before, whose name
// starts with this one's first label, had an error with one of five words in it. As written in the
// seed: prefixes count ("shop" is skipped for "shopping.example"), the error of an attempt that a
// later one made good counts, and the words noted for a skip match the rule themselves.
//
// Repaired where it could never fire: it looks through the records (the seed went through the keys
// of the wrong table), and the error is what HTTP met (the seed overwrote it with the browser's).
[[nodiscard]] std::unique_ptr<Strategy> brand_prefix_strategy(std::chrono::milliseconds total,
                                                              FactBook& facts);

}  // namespace tidemark::analyzer
