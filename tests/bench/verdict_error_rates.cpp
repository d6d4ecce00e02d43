// Prints how often the test of growth is wrong, per shape of series, with three common rules beside
// it on the same series: verdict_error_rates [SERIES_PER_SHAPE [REST_POINTS]], by default 2000
// and 60.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "harness/verdict/growth_test.hpp"
#include "tests/support/series_shapes.hpp"

namespace {

using namespace tidemark;

constexpr double kNormal95 = 1.6449;  // one-sided 5%

// Kendall's S over its deviation without ties (Mann 1945).
bool mann_kendall(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double s = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      s += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
    }
  }
  return s > 0 && (s - 1) / std::sqrt(n * (n - 1) * (2 * n + 5) / 18) > kNormal95;
}

// Least squares, slope over its error as if the noise were white.
bool slope_test(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  double moment = 0;
  double spread = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += values[i];
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = static_cast<double>(i) - (n - 1) / 2;
    moment += x * (values[i] - sum / n);
    spread += x * x;
  }
  const double slope = moment / spread;
  double residual = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double off = values[i] - sum / n - slope * (static_cast<double>(i) - (n - 1) / 2);
    residual += off * off;
  }
  return slope / std::sqrt(residual / (n - 2) / spread) > kNormal95;
}

// "It grew in every round": the means of six rounds of equal length rise each time.
bool every_round_grows(std::span<const double> values) {
  constexpr std::size_t kRounds = 6;
  const std::size_t length = values.size() / kRounds;
  double before = 0;
  for (std::size_t round = 0; round < kRounds; ++round) {
    double sum = 0;
    for (std::size_t i = 0; i < length; ++i) sum += values[round * length + i];
    if (round > 0 && sum <= before) return false;
    before = sum;
  }
  return true;
}

struct Row {
  tests::SeriesShape shape;
  std::size_t leaking = 0;
  std::size_t stable = 0;
  std::size_t mann_kendall = 0;
  std::size_t slope = 0;
  std::size_t rounds = 0;
  std::vector<std::size_t> needed{};  // rest points until it was called a leak
};

// The first number of rest points, in fives, at which the series so far is called a leak.
std::size_t points_needed(std::span<const double> series) {
  for (std::size_t n = 15; n < series.size(); n += 5) {
    if (harness::test_growth(series.first(n)).verdict == harness::Verdict::kLeaking) return n;
  }
  return series.size();
}

void fill(Row& row, std::size_t count, std::size_t points) {
  std::mt19937 random(7);
  for (std::size_t i = 0; i < count; ++i) {
    const tests::Series series = row.shape.make(points, random);
    const harness::GrowthAnswer answer = harness::test_growth(series);
    row.leaking += answer.verdict == harness::Verdict::kLeaking ? 1 : 0;
    row.stable += answer.verdict == harness::Verdict::kStable ? 1 : 0;
    row.mann_kendall += mann_kendall(series) ? 1 : 0;
    row.slope += slope_test(series) ? 1 : 0;
    row.rounds += every_round_grows(series) ? 1 : 0;
    // A sample of them is enough for a median, and every prefix costs a test.
    if (row.shape.leaks && i < count / 10 && answer.verdict == harness::Verdict::kLeaking) {
      row.needed.push_back(points_needed(series));
    }
  }
}

std::string median(std::vector<std::size_t> values) {
  if (values.empty()) return "-";
  std::ranges::sort(values);
  return fmt::format("{}", values[values.size() / 2]);
}

void print(const Row& row, std::size_t count) {
  const auto share = [&](std::size_t hits) {
    return fmt::format("{:.2f}%", 100.0 * static_cast<double>(hits) / static_cast<double>(count));
  };
  fmt::print("| {:<24} | {:>7} | {:>7} | {:>12} | {:>7} | {:>11} | {:>6} |\n", row.shape.name,
             share(row.leaking), share(row.stable), share(row.mann_kendall), share(row.slope),
             share(row.rounds), median(row.needed));
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2000;
  const std::size_t points = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 60;
  if (count < 10 || points < harness::kFewestForGrowth) {
    fmt::print(stderr, "verdict_error_rates [SERIES_PER_SHAPE >= 10 [REST_POINTS >= 12]]\n");
    return 2;
  }
  std::vector<Row> rows;
  for (auto& shape : tests::series_shapes()) rows.push_back({.shape = std::move(shape)});
  {
    const unsigned lanes = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> workers;
    workers.reserve(lanes);
    for (unsigned lane = 0; lane < lanes; ++lane) {
      workers.emplace_back([&, lane] {
        for (std::size_t i = lane; i < rows.size(); i += lanes) fill(rows[i], count, points);
      });
    }
  }
  fmt::print(
      "{} series per shape, {} rest points; called a leak, called stable; the same by other "
      "rules;\nand after how many rest points half of the leaks that are found were found\n\n",
      count, points);
  fmt::print(
      "| shape | leaking | stable | Mann-Kendall | slope | each round | points |\n"
      "|---|---|---|---|---|---|---|\n");
  for (const Row& row : rows) print(row, count);
  fmt::print("\nFormulas (e: independent standard normal values):\n");
  for (const Row& row : rows) fmt::print("- {}: {}\n", row.shape.name, row.shape.formula);
  return 0;
}
