#include "reports/memory_curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tidemark::reports {
namespace {

constexpr double kWidth = 1000;
constexpr double kHeight = 300;
constexpr double kLeft = 80;  // for the scale
constexpr double kBottom = 30;
constexpr double kTop = 10;
constexpr double kMib = 1024.0 * 1024;
constexpr double kFewestTicks = 4;

// 1, 2 or 5 times a power of ten: four to ten of them make `range`.
double tick_of(double range) {
  const double power = std::pow(10, std::floor(std::log10(range / kFewestTicks)));
  for (const double times : {5.0, 2.0}) {
    if (range / (times * power) >= kFewestTicks) return times * power;
  }
  return power;
}

struct Scale {
  double lowest = std::numeric_limits<double>::max();
  double highest = 0;
  std::size_t points = 0;

  explicit Scale(const harness::ComparisonRecord& record) {
    for (const auto& run : record.runs) {
      points = std::max(points, run.memory.size());
      for (const double bytes : run.memory) {
        lowest = std::min(lowest, bytes / kMib);
        highest = std::max(highest, bytes / kMib);
      }
    }
    const double margin = std::max((highest - lowest) / 10, 0.1);
    lowest = std::max(0.0, lowest - margin);
    highest += margin;
  }
  [[nodiscard]] double x(std::size_t point) const {
    return kLeft + (kWidth - kLeft) * static_cast<double>(point) /
                       static_cast<double>(std::max<std::size_t>(points, 2) - 1);
  }
  [[nodiscard]] double y(double mib) const {
    return kTop + (kHeight - kTop - kBottom) * (highest - mib) / (highest - lowest);
  }
};

std::string grid(const Scale& scale) {
  std::string out;
  const double tick = tick_of(scale.highest - scale.lowest);
  const int decimals = tick < 1 ? 1 : 0;
  for (double mib = std::ceil(scale.lowest / tick) * tick; mib <= scale.highest; mib += tick) {
    const double y = scale.y(mib);
    out += fmt::format(
        R"(<line class="grid" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/><text x="{3}" y="{4:.1f}" text-anchor="end">{5:.{6}f} MiB</text>)",
        kLeft, kWidth, y, kLeft - 8, y + 4, mib, decimals);
  }
  out += fmt::format(R"(<text x="{}" y="{}">first rest point</text>)", kLeft, kHeight - 6);
  out += fmt::format(R"(<text x="{}" y="{}" text-anchor="end">{}th</text>)", kWidth, kHeight - 6,
                     scale.points);
  return out;
}

}  // namespace

std::string memory_curves(const harness::ComparisonRecord& record) {
  const Scale scale(record);
  if (scale.points < 2) return {};
  std::string out = fmt::format(
      R"(<svg viewBox="0 0 {} {}" role="img" aria-label="Memory at rest points, a line per run">)",
      kWidth, kHeight);
  out += grid(scale);
  for (const auto& run : record.runs) {
    out += fmt::format(R"(<polyline class="{}" points=")",
                       run.side == harness::Side::kCandidate ? "candidate" : "baseline");
    for (std::size_t i = 0; i < run.memory.size(); ++i) {
      out += fmt::format("{:.1f},{:.1f} ", scale.x(i), scale.y(run.memory[i] / kMib));
    }
    out += R"("/>)";
  }
  return out + "</svg>";
}

}  // namespace tidemark::reports
