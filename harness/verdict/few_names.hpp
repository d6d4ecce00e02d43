// A bounded list of names for a sentence.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace tidemark::harness {

// "a.com, b.com, c.com and 4 more", fit for a terminal. `total`: how many there are, of which
// `names` may be only the first.
[[nodiscard]] std::string few_names(std::span<const std::string> names, std::size_t total);

}  // namespace tidemark::harness
