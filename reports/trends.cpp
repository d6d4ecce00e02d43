#include "reports/trends.hpp"

#include <algorithm>
#include <cmath>

namespace tidemark::reports {
namespace {

constexpr std::chrono::seconds kWindow{60};
constexpr std::chrono::seconds kBetweenPoints{5};
constexpr std::chrono::seconds kShortest{10};
constexpr double kPart = 0.05;
constexpr double kMebibyte = 1024.0 * 1024;
constexpr double kDescriptors = 2;

Trend compare(std::optional<double> before, std::optional<double> now, double least) {
  if (!before || !now) return Trend::kUnknown;
  const double change = *now - *before;
  if (std::abs(change) <= std::max(least, *before * kPart)) return Trend::kSteady;
  return change > 0 ? Trend::kRising : Trend::kFalling;
}

std::optional<double> pss_of(const harness::WatchSample& sample, const ProcessId& id) {
  const auto figure = sample.memory.find(id);
  if (figure == sample.memory.end() || !figure->second.facts) return {};
  const auto& pss = figure->second.facts->pss;
  if (!pss) return {};
  return static_cast<double>(pss->count);
}

}  // namespace

void Trends::add(const harness::WatchSample& sample) {
  for (const ProcessId& id : sample.tree.deaths) histories_.erase(id);
  const SteadyTime now = sample.tree.at;
  for (const probes::ProcessSample& process : sample.tree.processes) {
    const probes::ProcessFacts& facts = process.facts;
    Point point{.at = now, .pss = pss_of(sample, facts.id)};
    if (facts.rss) point.rss = static_cast<double>(facts.rss->count);
    if (facts.descriptors) point.descriptors = *facts.descriptors;
    History& history = histories_[facts.id];
    history.latest = point;
    auto& points = history.points;
    if (points.empty() || now - points.back().at >= kBetweenPoints) points.push_back(point);
    while (now - points.front().at > kWindow) points.pop_front();
  }
}

const Trends::History* Trends::find(const ProcessId& id) const {
  const auto found = histories_.find(id);
  if (found == histories_.end() || found->second.points.empty()) return nullptr;
  const History& history = found->second;
  return history.latest.at - history.points.front().at < kShortest ? nullptr : &history;
}

Trend Trends::memory(const ProcessId& id) const {
  const History* history = find(id);
  if (history == nullptr) return Trend::kUnknown;
  // A process's first points may be older than its first PSS figure.
  const auto measured = std::ranges::find_if(
      history->points, [](const Point& point) { return point.pss.has_value(); });
  if (measured != history->points.end() && history->latest.pss) {
    const bool long_enough = history->latest.at - measured->at >= kShortest;
    return long_enough ? compare(measured->pss, history->latest.pss, kMebibyte) : Trend::kUnknown;
  }
  return compare(history->points.front().rss, history->latest.rss, kMebibyte);
}

Trend Trends::descriptors(const ProcessId& id) const {
  const History* history = find(id);
  if (history == nullptr) return Trend::kUnknown;
  return compare(history->points.front().descriptors, history->latest.descriptors, kDescriptors);
}

}  // namespace tidemark::reports
