#include "cli/analyze/selection_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include <CLI/CLI.hpp>

#include "analyzer/result/domain_result.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

std::vector<std::string> known_states() {
  std::vector<std::string> names{kNewDomain};
  for (int number = 0;; ++number) {
    const std::string_view name = to_string(static_cast<analyzer::State>(number));
    if (name == "unknown") return names;
    names.emplace_back(name);
  }
}

Result<void> check_states(const char* option, const std::vector<std::string>& states) {
  const std::vector<std::string> known = known_states();
  for (const std::string& state : states) {
    if (std::ranges::find(known, state) != known.end()) continue;
    return failure(ErrorCode::kBadInput,
                   fmt::format("{}: there is no state '{}'; there are {}", option,
                               printable(state, 40), fmt::join(known, ", ")));
  }
  return {};
}

}  // namespace

void add_selection_options(CLI::App& command, SelectionOptions& options) {
  auto* only =
      command
          .add_option("--only", options.only,
                      "STATE[,STATE]: visit again, and only, the domains that the store has in one "
                      "of these states; \"new\" is one that it does not have")
          ->delimiter(',')
          ->allow_extra_args(false);
  command
      .add_option("--skip", options.skip,
                  "STATE[,STATE]: leave out the domains that the store has in one of these states")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->excludes(only);
  auto* size =
      command
          .add_option(
              "--sample-size", options.sample_size,
              "Take only so many of the domains, drawn by chance; they are visited when the "
              "whole input has been read, in its order")
          ->check(CLI::Range(std::size_t{1}, std::numeric_limits<std::size_t>::max() / 2));
  command
      .add_option("--seed", options.seed,
                  "Which sample: the same names and seed give the same one, and a larger sample "
                  "holds the smaller")
      ->needs(size)
      ->capture_default_str();
}

Result<void> settle(SelectionOptions& options) {
  if (auto known = check_states("--only", options.only); !known) return known;
  return check_states("--skip", options.skip);
}

}  // namespace tidemark::cli
