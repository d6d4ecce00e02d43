#include "reports/watch_summary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"
#include "reports/process_table.hpp"
#include "reports/watch_totals.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

template <typename T>
void raise(std::optional<T>& peak, const std::optional<T>& value) {
  if (value && (!peak || *peak < *value)) peak = value;
}

std::chrono::microseconds watched(const harness::WatchSample& latest) {
  return std::chrono::duration_cast<std::chrono::microseconds>(latest.tree.at - latest.began);
}

}  // namespace

void WatchPeaks::add(const harness::WatchSample& sample) {
  const WatchSums sums = sums_of(sample);
  processes_ = std::max(processes_, sums.processes);
  zombies_ = std::max(zombies_, sums.zombies);
  raise(rss_, sums.rss);
  raise(descriptors_, sums.descriptors);
  if (sums.pss_known == sums.processes - sums.zombies) raise(pss_, sums.pss);
}

std::string watch_summary(const harness::WatchSample& latest, const WatchPeaks& peaks,
                          const WatchEnd& end) {
  std::uint64_t starts = 0;
  std::uint64_t exits = 0;
  std::chrono::microseconds cpu{};
  for (const auto& [role, totals] : latest.roles) {
    starts += totals.starts;
    exits += totals.exits;
    cpu += totals.cpu;
  }
  std::string text = fmt::format("{}: {} after {}\n", printable(latest.target, 100),
                                 printable(end.reason, 200), duration_words(watched(latest)));
  text += fmt::format("at most {} at once", process_count(peaks.processes()));
  if (peaks.pss()) text += fmt::format(", PSS {}", short_bytes(*peaks.pss()));
  if (peaks.rss()) text += fmt::format(", RSS {}", short_bytes(*peaks.rss()));
  if (peaks.descriptors()) text += fmt::format(", {} fds", *peaks.descriptors());
  if (peaks.zombies() > 0) text += fmt::format(", {} zombies", peaks.zombies());
  text += fmt::format("; {} started, {} ended, {:.1f} s of CPU\n", starts, exits,
                      std::chrono::duration<double>(cpu).count());
  const double core = std::chrono::duration<double>(watched(latest)).count();
  const auto probing = latest.cost.sweep_cpu + latest.cost.memory_cpu;
  if (core > 0) {
    text +=
        fmt::format("probing took {:.2f}% of a core in {} looks",
                    100 * std::chrono::duration<double>(probing).count() / core, latest.cost.ticks);
    text += latest.cost.skipped == 0 ? "\n" : fmt::format(", {} skipped\n", latest.cost.skipped);
  }
  if (end.dropped_lines > 0) {
    text += fmt::format("{} lines of output were dropped: their reader was too slow\n",
                        end.dropped_lines);
  }
  return text;
}

std::string watch_end_json(const harness::WatchSample& latest, const WatchPeaks& peaks,
                           const WatchEnd& end) {
  nlohmann::json object = {{"schema", "tidemark.watch/1"},
                           {"event", "end"},
                           {"reason", end.reason},
                           {"target", latest.target},
                           {"watched_ms", watched(latest).count() / 1000},
                           {"ticks", latest.cost.ticks},
                           {"skipped_ticks", latest.cost.skipped},
                           {"left", end.left},
                           {"dropped_lines", end.dropped_lines},
                           {"peak_processes", peaks.processes()},
                           {"peak_zombies", peaks.zombies()}};
  if (end.exit_code) object["exit_code"] = *end.exit_code;
  if (end.signal) object["signal"] = *end.signal;
  if (peaks.rss()) object["peak_rss_bytes"] = peaks.rss()->count;
  if (peaks.pss()) object["peak_pss_bytes"] = peaks.pss()->count;
  if (peaks.descriptors()) object["peak_descriptors"] = *peaks.descriptors();
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace tidemark::reports
