#include "harness/scenario/matrix.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tidemark::harness {
namespace {

template <typename T>
std::vector<std::optional<T>> choices(const std::vector<T>& values) {
  if (values.empty()) return {std::nullopt};
  return {values.begin(), values.end()};
}

}  // namespace

std::vector<Combination> combinations_of(const Matrix& matrix) {
  std::vector<Combination> all;
  for (const auto& workers : choices(matrix.workers)) {
    for (const auto& browsers : choices(matrix.browsers)) {
      for (const auto& budget : choices(matrix.budgets)) {
        all.push_back({.workers = workers, .browsers = browsers, .budget = budget});
      }
    }
  }
  return all;
}

void apply(const Combination& combination, Load& load) {
  if (combination.workers) load.workers = combination.workers;
  if (combination.browsers) load.browsers = combination.browsers;
  if (combination.budget) load.budget = combination.budget;
}

std::string short_name(const Combination& combination) {
  std::vector<std::string> parts;
  if (combination.workers) parts.push_back(fmt::format("w{}", *combination.workers));
  if (combination.browsers) parts.push_back(fmt::format("b{}", *combination.browsers));
  if (combination.budget) parts.push_back(fmt::format("{}ms", combination.budget->count()));
  return fmt::format("{}", fmt::join(parts, "-"));
}

std::string in_words(const Combination& combination) {
  std::vector<std::string> parts;
  if (combination.workers) parts.push_back(fmt::format("workers {}", *combination.workers));
  if (combination.browsers) parts.push_back(fmt::format("browsers {}", *combination.browsers));
  if (combination.budget) {
    parts.push_back(fmt::format("budget {} ms", combination.budget->count()));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace tidemark::harness
