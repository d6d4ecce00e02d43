#include "tests/support/series_shapes.hpp"

#include <cmath>
#include <utility>

namespace tidemark::tests {
namespace {

using Maker = std::function<Series(std::size_t, std::mt19937&)>;

constexpr double kWarmUp = 10;  // deviations
constexpr double kStep = 4;
constexpr double kTooth = 6;
constexpr double kSpike = 20;

double position(std::size_t i, std::size_t size) {
  return static_cast<double>(i) / static_cast<double>(size - 1);
}

std::size_t pick(std::size_t from, std::size_t to, std::mt19937& random) {
  return std::uniform_int_distribution(from, to)(random);
}

// Stationary first-order autoregressive noise of deviation 1; white for 0.
Maker noise(double correlation) {
  return [correlation](std::size_t size, std::mt19937& random) {
    std::normal_distribution<double> normal;
    Series series(size);
    double value = normal(random);
    for (double& each : series) {
      each = value;
      value = correlation * value + std::sqrt(1 - correlation * correlation) * normal(random);
    }
    return series;
  };
}

// Student's t with three degrees of freedom, scaled to deviation 1.
Series heavy_tails(std::size_t size, std::mt19937& random) {
  std::student_t_distribution<double> student(3);
  Series series(size);
  for (double& each : series) each = student(random) / std::sqrt(3.0);
  return series;
}

Series swelling_noise(std::size_t size, std::mt19937& random) {
  Series series = noise(0)(size, random);
  for (std::size_t i = 0; i < size; ++i) series[i] *= 0.5 + 1.5 * position(i, size);
  return series;
}

Maker with_warm_up(Maker below, double time_constant) {
  return [below = std::move(below), time_constant](std::size_t size, std::mt19937& random) {
    Series series = below(size, random);
    const double scale = time_constant * static_cast<double>(size);
    for (std::size_t i = 0; i < size; ++i) {
      series[i] += kWarmUp * (1 - std::exp(-static_cast<double>(i) / scale));
    }
    return series;
  };
}

Maker with_steps(Maker below, int steps) {
  return [below = std::move(below), steps](std::size_t size, std::mt19937& random) {
    Series series = below(size, random);
    for (int step = 0; step < steps; ++step) {
      for (std::size_t i = pick(1, size - 1, random); i < size; ++i) series[i] += kStep;
    }
    return series;
  };
}

Series saw_tooth(std::size_t size, std::mt19937& random) {
  Series series = noise(0)(size, random);
  const std::size_t period = pick(5, 20, random);
  const std::size_t phase = pick(0, period - 1, random);
  for (std::size_t i = 0; i < size; ++i) {
    series[i] += kTooth * static_cast<double>((i + phase) % period) / static_cast<double>(period);
  }
  return series;
}

Series spike(std::size_t size, std::mt19937& random) {
  Series series = noise(0)(size, random);
  series[pick(0, size - 1, random)] += kSpike;
  return series;
}

Maker with_line(Maker below, double growth) {
  return [below = std::move(below), growth](std::size_t size, std::mt19937& random) {
    Series series = below(size, random);
    for (std::size_t i = 0; i < size; ++i) series[i] += growth * position(i, size);
    return series;
  };
}

// Something of two deviations is lost at random moments, five times on average.
Series random_losses(std::size_t size, std::mt19937& random) {
  Series series = noise(0)(size, random);
  std::poisson_distribution<int> lost(5.0 / static_cast<double>(size));
  double sum = 0;
  for (double& each : series) {
    sum += 2.0 * lost(random);
    each += sum;
  }
  return series;
}

}  // namespace

std::vector<SeriesShape> series_shapes() {
  const Maker white = noise(0);
  std::vector<SeriesShape> shapes;
  const auto innocent = [&](const std::string& name, std::string formula, Maker make) {
    shapes.push_back({name, std::move(formula), false, name, std::move(make)});
  };
  const auto leak = [&](std::string name, std::string formula, std::string without, Maker make) {
    shapes.push_back(
        {std::move(name), std::move(formula), true, std::move(without), std::move(make)});
  };
  innocent("white noise", "e(i)", white);
  innocent("AR(1) 0.5", "x(i) = 0.5 x(i-1) + sqrt(1-0.5^2) e(i)", noise(0.5));
  innocent("AR(1) 0.8", "the same with 0.8", noise(0.8));
  innocent("AR(1) 0.95", "the same with 0.95", noise(0.95));
  innocent("warm-up, 10% of the run", "10 (1 - exp(-i / 0.1n)) + e(i)", with_warm_up(white, 0.1));
  innocent("warm-up, 25% of the run", "10 (1 - exp(-i / 0.25n)) + e(i)", with_warm_up(white, 0.25));
  innocent("one plateau step", "4 from a random i on, + e(i)", with_steps(white, 1));
  innocent("three plateau steps", "three times 4 from a random i on, + e(i)", with_steps(white, 3));
  innocent("saw-tooth", "0 to 6 over a random period of 5 to 20, + e(i)", saw_tooth);
  innocent("heavy tails", "Student's t, 3 degrees of freedom, scaled to deviation 1", heavy_tails);
  innocent("a single spike", "20 at a random i, + e(i)", spike);
  innocent("drifting noise level", "(0.5 + 1.5 i/(n-1)) e(i)", swelling_noise);
  leak("leak on white noise", "5 i/(n-1) + e(i)", "white noise", with_line(white, 5));
  leak("leak on AR(1) 0.5", "5 i/(n-1) + AR(1) 0.5", "AR(1) 0.5", with_line(noise(0.5), 5));
  leak("leak on AR(1) 0.8", "5 i/(n-1) + AR(1) 0.8", "AR(1) 0.8", with_line(noise(0.8), 5));
  leak("leak on AR(1) 0.95", "5 i/(n-1) + AR(1) 0.95", "AR(1) 0.95", with_line(noise(0.95), 5));
  leak("leak on heavy tails", "5 i/(n-1) + heavy tails", "heavy tails", with_line(heavy_tails, 5));
  leak("leak on drifting noise", "5 i/(n-1) + drifting noise level", "drifting noise level",
       with_line(swelling_noise, 5));
  leak("leak below a warm-up", "10 i/(n-1) + warm-up, 10% of the run", "warm-up, 10% of the run",
       with_line(with_warm_up(white, 0.1), 10));
  leak("leak below a step", "10 i/(n-1) + one plateau step", "one plateau step",
       with_line(with_steps(white, 1), 10));
  leak("leak by random steps", "2 at each event of a Poisson process, 5 expected, + e(i)",
       "white noise", random_losses);
  return shapes;
}

}  // namespace tidemark::tests
