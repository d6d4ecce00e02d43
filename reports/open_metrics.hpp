// One look at the watched processes for Prometheus and its like.
#pragma once

#include <string>
#include <string_view>

#include "harness/watch/watch_record.hpp"

namespace tidemark::reports {

enum class MetricsDialect {
  kOpenMetrics,  // OpenMetrics 1.0.0
  kPlain,        // Prometheus' text format 0.0.4
};

// What is not known is left out, never 0. Counters never decrease while the watch lasts. Everything
// is by role, not by process: a process id as a label would make a new series for every renderer.
[[nodiscard]] std::string metrics_text(const harness::WatchSample& sample, MetricsDialect dialect,
                                       std::string_view version);

// `text` between the quotes of a label value.
[[nodiscard]] std::string escape_label_value(std::string_view text);

}  // namespace tidemark::reports
