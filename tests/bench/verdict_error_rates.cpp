// Prints how often the verdicts on memory are wrong, per shape of series: the test of growth over a
// whole run, the same with early looks, the comparison of five runs with five of the program
// without the leak, and three common rules on the same series. verdict_error_rates
// [SERIES_PER_SHAPE [REST_POINTS]], by default 2000 and 60.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "harness/comparison/compare_runs.hpp"
#include "harness/verdict/early_end.hpp"
#include "harness/verdict/growth.hpp"
#include "harness/verdict/growth_test.hpp"
#include "tests/bench/common_trend_rules.hpp"
#include "tests/support/series_shapes.hpp"

namespace {

using namespace tidemark;
using harness::Side;
using harness::Verdict;

constexpr double kLeak = 5;  // of the shapes, over a whole run
constexpr int kPairs = 5;

struct Row {
  tests::SeriesShape shape;
  tests::SeriesShape without_leak;
  std::size_t leaking = 0;
  std::size_t stable = 0;
  std::size_t mann_kendall = 0;
  std::size_t slope = 0;
  std::size_t rounds = 0;
  std::size_t leaking_until_sure = 0;
  std::size_t stable_until_sure = 0;
  std::vector<std::size_t> points{};  // at which it was sure, or all
  std::size_t leaking_compared = 0;
};

struct Sure {
  Verdict verdict = Verdict::kInconclusive;
  std::size_t points = 0;
};

// As a run ends that goes on until its answer is certain; growth by what leaks here is the least
// that may not go unnoticed.
Sure until_sure(const tests::Series& series) {
  constexpr auto kStep = static_cast<std::size_t>(harness::kCyclesBetweenLooks);
  const double tolerance = kLeak / static_cast<double>(series.size() - 1);
  std::size_t points = 0;
  for (points = kStep; points < series.size(); points += kStep) {
    const auto answer =
        harness::test_growth(std::span(series).first(points), {.planned = series.size()});
    const bool bound = answer.verdict == Verdict::kStable && answer.highest < tolerance;
    if (answer.verdict == Verdict::kLeaking || bound) return {answer.verdict, points};
  }
  return {harness::test_growth(series).verdict, series.size()};
}

bool finds_difference(const Row& row, std::size_t points, std::mt19937& random) {
  harness::ComparisonRecord comparison{
      .pairs_planned = kPairs, .error = 0.01, .tolerance_bytes = 1e9};
  for (int pair = 0; pair < kPairs; ++pair) {
    for (const Side side : {Side::kCandidate, Side::kBaseline}) {
      const auto& shape = side == Side::kCandidate ? row.shape : row.without_leak;
      harness::ComparedRun run{.side = side, .tasks_per_cycle = 1};
      run.memory = shape.make(points, random);
      run.growths = {
          {.resource = harness::Resource::kMemory, .per_task = harness::robust_slope(run.memory)}};
      comparison.runs.push_back(std::move(run));
    }
  }
  harness::judge_comparison(comparison);
  return comparison.verdict == Verdict::kLeaking;
}

void fill(Row& row, std::size_t count, std::size_t points) {
  std::mt19937 random(7);
  for (std::size_t i = 0; i < count; ++i) {
    const tests::Series series = row.shape.make(points, random);
    const harness::GrowthAnswer answer = harness::test_growth(series);
    row.leaking += answer.verdict == Verdict::kLeaking ? 1 : 0;
    row.stable += answer.verdict == Verdict::kStable ? 1 : 0;
    row.mann_kendall += tests::mann_kendall(series) ? 1 : 0;
    row.slope += tests::slope_test(series) ? 1 : 0;
    row.rounds += tests::every_round_grows(series) ? 1 : 0;
    const Sure sure = until_sure(series);
    row.leaking_until_sure += sure.verdict == Verdict::kLeaking ? 1 : 0;
    row.stable_until_sure += sure.verdict == Verdict::kStable ? 1 : 0;
    row.points.push_back(sure.points);
  }
  for (std::size_t i = 0; i < count; ++i) {
    row.leaking_compared += finds_difference(row, points, random) ? 1 : 0;
  }
}

std::size_t median(std::vector<std::size_t> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::vector<Row> rows_of(const std::vector<tests::SeriesShape>& shapes) {
  std::vector<Row> rows;
  rows.reserve(shapes.size());
  for (const tests::SeriesShape& shape : shapes) {
    const auto without = std::ranges::find(shapes, shape.without_leak, &tests::SeriesShape::name);
    rows.push_back({.shape = shape, .without_leak = *without});
  }
  return rows;
}

void print(const Row& row, std::size_t count) {
  const auto share = [&](std::size_t hits) {
    return fmt::format("{:.2f}%", 100.0 * static_cast<double>(hits) / static_cast<double>(count));
  };
  fmt::print("| {:<24} | {:>7} | {:>7} | {:>7} | {:>7} | {:>6} | {:>7} | {:>7} | {:>7} | {:>7} |\n",
             row.shape.name, share(row.leaking), share(row.stable), share(row.leaking_until_sure),
             share(row.stable_until_sure), median(row.points), share(row.leaking_compared),
             share(row.mann_kendall), share(row.slope), share(row.rounds));
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2000;
  const std::size_t points = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 60;
  if (count < 10 || points < harness::kFewestForGrowth) {
    fmt::print(stderr, "verdict_error_rates [SERIES_PER_SHAPE >= 10 [REST_POINTS >= 12]]\n");
    return 2;
  }
  std::vector<Row> rows = rows_of(tests::series_shapes());
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
      "{} series per shape, {} rest points. Called leaking and stable: by the whole run; by one "
      "that "
      "ends when\nit is certain, and after how many rest points that is; leaking by {} pairs of "
      "runs; "
      "and by other rules.\n\n",
      count, points, kPairs);
  fmt::print(
      "| shape | leaking | stable | sure: leaking | sure: stable | points | pairs: leaking | "
      "Mann-Kendall | slope | each round |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n");
  for (const Row& row : rows) print(row, count);
  fmt::print("\nFormulas (e: independent standard normal values):\n");
  for (const Row& row : rows) fmt::print("- {}: {}\n", row.shape.name, row.shape.formula);
  return 0;
}
