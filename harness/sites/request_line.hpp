// A line of a request log; docs/sites.md describes it.
#pragma once

#include <chrono>
#include <string>

#include "harness/sites/request_log.hpp"

namespace tidemark::harness {

// One JSON object without a line break. `wall` is the time of day at `steady`. Whatever a client
// sent, the line is UTF-8 and harmless on a terminal.
[[nodiscard]] std::string request_line(const SiteRequest& request, SteadyTime steady,
                                       std::chrono::system_clock::time_point wall);

}  // namespace tidemark::harness
