// When a page that has arrived says all that it will say.
#pragma once

#include <cstddef>
#include <optional>

#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

// What is known when a page has just been read.
struct Settling {
  SteadyTime now;
  bool dom_ready = false;
  std::optional<SteadyTime> loaded_at = {};
  bool leaving = false;                    // on its way to another document
  bool idle = false;                       // no request is under way
  bool texts_idle = false;                 // none that could bring text: document, script, data
  SteadyTime texts_changed_at{};           // when the last of those began or ended
  std::optional<std::size_t> length = {};  // characters read; empty: reading failed
  SteadyTime unchanged_since{};            // how long the reading has been the same
  bool inert = false;                      // no script in it
};

// A page that has a text at once is not waited for: pictures and counters add none. One that has
// little gets the time that scripts need to fetch and show theirs.
[[nodiscard]] bool has_settled(const Settling& page);

}  // namespace tidemark::analyzer
