#include "cli/analyze/selection_options.hpp"

#include <limits>

#include <CLI/CLI.hpp>

namespace tidemark::cli {

void add_selection_options(CLI::App& command, SelectionOptions& options) {
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

Result<void> settle(SelectionOptions&) { return {}; }

}  // namespace tidemark::cli
