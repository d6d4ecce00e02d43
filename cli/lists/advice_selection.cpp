#include "cli/lists/advice_selection.hpp"

#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>

#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

using analyzer::Advice;
using analyzer::Confidence;
using analyzer::Recommendation;
using analyzer::RecommendationFile;

bool is_empty_or_has(const std::vector<std::string>& wanted, std::string_view value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

std::string_view kind_of(Advice advice) {
  switch (advice) {
    case Advice::kAdd: return "add";
    case Advice::kRemove: return "remove";
    case Advice::kAddVariant: return "variant";
  }
  return "unknown";
}

Result<void> check_known(const RecommendationFile& file, const AdviceSelection& selection) {
  for (const std::string& id : selection.ids) {
    if (std::ranges::find(file.recommendations, id, &Recommendation::id) ==
        file.recommendations.end()) {
      return failure(ErrorCode::kBadInput, "--id " + printable(id) +
                                               ": there is no such recommendation; `tidemark lists "
                                               "review` shows the ids");
    }
  }
  for (const std::string& category : selection.categories) {
    if (std::ranges::find(file.lists, category, &analyzer::AdvisedList::category) ==
        file.lists.end()) {
      return failure(ErrorCode::kBadInput, "--category " + printable(category) +
                                               ": the recommendations have no such list");
    }
  }
  return {};
}

}  // namespace

void add_selection_options(CLI::App& command, AdviceSelection& selection) {
  command.add_option("--only", selection.kinds, "Only this kind of recommendation; repeatable")
      ->check(CLI::IsMember({"add", "remove", "variant"}).description(""))
      ->type_name("add|remove|variant")
      ->allow_extra_args(false);
  command
      .add_option("--category", selection.categories, "Only the list of this category; repeatable")
      ->allow_extra_args(false);
  static const std::map<std::string, Confidence> levels{
      {"low", Confidence::kLow}, {"medium", Confidence::kMedium}, {"high", Confidence::kHigh}};
  command
      .add_option_function<std::string>(
          "--min-confidence",
          [&selection](const std::string& level) { selection.least = levels.at(level); },
          "Only recommendations at least this sure (default: medium)")
      ->check(CLI::IsMember(levels).description(""))
      ->type_name("low|medium|high");
  command
      .add_option("--id", selection.ids,
                  "Only this recommendation, whatever its confidence; repeatable")
      ->allow_extra_args(false);
  command
      .add_option("--list", selection.lists,
                  "CATEGORY=FILE: the category's list is this file; repeatable")
      ->allow_extra_args(false);
}

Result<SelectedAdvice> select_advice(const RecommendationFile& file,
                                     const AdviceSelection& selection) {
  if (auto known = check_known(file, selection); !known) return std::unexpected(known.error());
  SelectedAdvice selected;
  for (const Recommendation& item : file.recommendations) {
    if (!is_empty_or_has(selection.kinds, kind_of(item.advice)) ||
        !is_empty_or_has(selection.categories, item.category) ||
        !is_empty_or_has(selection.ids, item.id)) {
      continue;
    }
    if (selection.ids.empty() && item.confidence < selection.least) {
      ++selected.unsure;
    } else {
      selected.chosen.push_back(item);
    }
  }
  return selected;
}

Result<void> replace_lists(RecommendationFile& file, const AdviceSelection& selection) {
  for (const std::string& text : selection.lists) {
    const std::size_t equals = text.find('=');
    const auto list =
        std::ranges::find(file.lists, text.substr(0, equals), &analyzer::AdvisedList::category);
    if (equals == std::string::npos || equals + 1 == text.size() || list == file.lists.end()) {
      return failure(ErrorCode::kBadInput,
                     "--list " + printable(text) +
                         ": must be CATEGORY=FILE with a category of the recommendations");
    }
    list->file = text.substr(equals + 1);
  }
  return {};
}

}  // namespace tidemark::cli
