// Fewer points for a chart, with every peak kept.
#pragma once

#include <cstddef>
#include <vector>

#include "reports/series.hpp"

namespace tidemark::reports {

// Which of the first `size` points to draw, ascending, at most `limit` of them (at least two per
// series are kept): first and last, and of every stretch of time each series' lowest and highest
// point. All series share the points, so that a chart can stack them.
[[nodiscard]] std::vector<std::size_t> points_to_draw(const std::vector<const Values*>& series,
                                                      std::size_t size, std::size_t limit);

}  // namespace tidemark::reports
