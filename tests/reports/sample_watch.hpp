// A look at two browsers, with everything hostile and missing that a look can have.
#pragma once

#include "harness/watch/watch_record.hpp"
#include "reports/trends.hpp"

namespace tidemark::reports {

// A node program with a browser of five processes; one renderer's memory is denied, one is a
// zombie, a helper is stopped and calls itself something hostile.
[[nodiscard]] harness::WatchSample tree_watch();
// The same processes as browsers by owner, one of them nobody's.
[[nodiscard]] harness::WatchSample browsers_watch();
// A minute before tree_watch(): smaller here, larger there.
[[nodiscard]] Trends minute_of_trends();

}  // namespace tidemark::reports
