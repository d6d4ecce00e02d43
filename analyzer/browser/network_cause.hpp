// Why a page did not come, told as exactly as HTTP would tell it.
#pragma once

#include <string>

#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/proxy/lane_report.hpp"

namespace tidemark::analyzer {

// What Chromium's "net::ERR_..." means: TLS, protocol and redirects are its own findings.
// kNavigationFailed if it says no more than that.
[[nodiscard]] ErrorClass classify_network_error(std::string_view text);

// Gives a visit that ended in a network error, or in its deadline, its cause: behind the proxy
// Chromium cannot know how DNS, address check and connection failed, or how far they came; the
// lane does. `requested` is the URL that the main frame asked for last.
void explain(PageVisit& visit, const std::string& requested, const LaneReport& traffic);

}  // namespace tidemark::analyzer
