#include "cli/analyze/category_options.hpp"

#include <algorithm>
#include <system_error>

#include <CLI/CLI.hpp>

#include "analyzer/categories/category_files.hpp"

namespace tidemark::cli {
namespace fs = std::filesystem;

void add_category_options(CLI::App& command, CategoryOptions& options) {
  command.add_option("--lists", options.lists,
                     "DIR: where list files are, a category each, by their names (default: lists)");
  auto* all = command.add_flag("--all", options.all, "Every list file in that directory, too");
  command
      .add_option("--category", options.names,
                  "NAME: the list file NAME.* in that directory, too; repeatable")
      ->allow_extra_args(false)
      ->excludes(all);
}

Result<void> settle(CategoryOptions& options, InputOptions& input) {
  if (!options.any()) {
    if (options.lists.empty()) return {};
    return failure(ErrorCode::kBadInput,
                   "--lists: say which of its categories, with --all or --category NAME");
  }
  if (options.lists.empty()) options.lists = "lists";
  auto files = options.all ? analyzer::category_files(options.lists)
                           : analyzer::category_files(options.lists, options.names);
  if (!files) return std::unexpected(files.error());
  for (const fs::path& file : *files) {
    const bool given = std::ranges::any_of(input.inputs, [&](const std::string& other) {
      std::error_code error;
      return fs::equivalent(other, file, error);
    });
    if (!given) input.inputs.push_back(file.string());
  }
  return {};
}

}  // namespace tidemark::cli
