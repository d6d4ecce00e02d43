// Which lists of a directory are inputs: the options about categories of `tidemark analyze`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/analyze/input_options.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct CategoryOptions {
  std::filesystem::path lists;  // where the list files are; settle() fills it in
  bool all = false;
  std::vector<std::string> names;

  [[nodiscard]] bool any() const { return all || !names.empty(); }
};

void add_category_options(CLI::App& command, CategoryOptions& options);
// Adds the list files of the categories to the inputs. kBadInput names the option.
[[nodiscard]] Result<void> settle(CategoryOptions& options, InputOptions& input);

}  // namespace tidemark::cli
