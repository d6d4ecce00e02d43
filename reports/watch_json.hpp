// One look at the watched processes, for programs.
#pragma once

#include <string>

#include "harness/watch/watch_record.hpp"

namespace tidemark::reports {

// One line without its end (schema "tidemark.watch/1", docs/watch.md). What is not known is left
// out; where it is known why, "absent" says so.
[[nodiscard]] std::string watch_json(const harness::WatchSample& sample);

}  // namespace tidemark::reports
