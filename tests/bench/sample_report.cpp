// Writes the report of so many made-up domains to standard output, for a look at it and for
// tests/bench/report_search.mjs: sample_report COUNT [--changes] [--hostile].
#include <algorithm>
#include <charconv>
#include <iostream>
#include <string_view>
#include <vector>

#include "reports/assessment/analysis_page.hpp"
#include "tests/support/sample_assessment.hpp"

int main(int argc, char** argv) {
  using namespace tidemark;
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  std::size_t count = 0;
  for (const std::string_view argument : arguments) {
    std::from_chars(argument.data(), argument.data() + argument.size(), count);
  }
  const auto has = [&](std::string_view option) {
    return std::ranges::find(arguments, option) != arguments.end();
  };
  const auto assessment =
      has("--hostile") ? test::hostile_assessment() : test::sample_assessment(count);
  const auto difference = test::sample_difference(assessment);
  std::cout << reports::analysis_page(assessment, has("--changes") ? &difference : nullptr);
  return std::cout.flush() ? 0 : 1;
}
