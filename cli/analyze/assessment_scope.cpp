#include "cli/analyze/assessment_scope.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "analyzer/categories/category_files.hpp"
#include "cli/list_options.hpp"
#include "cli/lists/read_lists.hpp"

namespace tidemark::cli {
namespace {

using analyzer::Input;

std::vector<std::string> blocked_names(const analyzer::RuleSet& rules) {
  std::vector<std::string> names;
  for (std::size_t index = 0; index < rules.size(); ++index) {
    const analyzer::RuleEntry entry = rules.entry(index);
    if (entry.action == analyzer::RuleAction::kBlock) names.emplace_back(entry.name);
  }
  return names;
}

Result<std::vector<std::string>> names_in(Input input, analyzer::Dialect dialect) {
  std::vector<Input> inputs;
  inputs.push_back(std::move(input));
  auto lists = read_lists(std::move(inputs), dialect, false);
  if (!lists) return std::unexpected(lists.error());
  return blocked_names(lists->rules);
}

}  // namespace

Result<analyzer::AssessmentScope> read_scope(const AnalyzeOptions& options) {
  analyzer::AssessmentScope scope;
  if (options.input.inputs.empty()) return scope;
  auto inputs = open_inputs(options.input.inputs);
  if (!inputs) return std::unexpected(inputs.error());
  std::vector<std::filesystem::path> files;
  for (Input& input : *inputs) {
    const auto* file = std::get_if<analyzer::FileInput>(&input);
    const std::string name = file == nullptr || file->stream ? std::string() : file->name;
    auto names = names_in(std::move(input), options.input.rules.dialect);
    if (!names) return std::unexpected(names.error());
    if (name.empty()) {
      scope.domains.insert(scope.domains.end(), names->begin(), names->end());
    } else {
      files.emplace_back(name);
      scope.categories.push_back(
          {.name = analyzer::category_name(name), .file = name, .domains = *std::move(names)});
    }
  }
  if (auto distinct = analyzer::check_category_names(files); !distinct) {
    return std::unexpected(distinct.error());
  }
  bool any = !scope.domains.empty();
  for (const analyzer::Category& category : scope.categories) any |= !category.domains.empty();
  if (!any) return failure(ErrorCode::kBadInput, "the input names no domain");
  return scope;
}

}  // namespace tidemark::cli
