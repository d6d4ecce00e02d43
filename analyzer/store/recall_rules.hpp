// When a stored result answers a domain.
#pragma once

#include <chrono>
#include <optional>

#include "analyzer/store/lifetime.hpp"
#include "analyzer/store/visit_reader.hpp"

namespace tidemark::analyzer {

struct RecallRules {
  Lifetimes lifetimes = {};
  std::optional<std::chrono::milliseconds> max_age = {};  // whatever the lifetime
  bool never = false;                                     // visit every domain (--force)
  bool has_browser = false;                               // this run could use one
};

// Until when the visit answers; the past if it does not.
[[nodiscard]] std::chrono::system_clock::time_point fresh_until(const StoredVisit& visit,
                                                                const RecallRules& rules);

// Not so when it is older than its lifetime, lies in the future (the clock was set), or was made
// without a browser and a browser might see more.
[[nodiscard]] bool answers(const StoredVisit& visit, const RecallRules& rules,
                           std::chrono::system_clock::time_point now);

}  // namespace tidemark::analyzer
