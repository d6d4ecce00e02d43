#include "cli/analyze/state_selection.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

#include "analyzer/store/latest_states.hpp"
#include "cli/analyze/open_store.hpp"

namespace tidemark::cli {
namespace {

using States = std::unordered_map<std::string, analyzer::State>;

std::string_view word_for(const States& states, const std::string& domain) {
  const auto known = states.find(domain);
  return known == states.end() ? std::string_view(kNewDomain) : to_string(known->second);
}

}  // namespace

Result<std::function<bool(const std::string&)>> state_selection(const AnalyzeOptions& options) {
  const SelectionOptions& selection = options.selection;
  if (!selection.by_state()) return nullptr;
  const auto path = store_of(options);
  if (!path) {
    return failure(
        ErrorCode::kBadInput,
        "--only and --skip go by the states in the store, and this run has none: name it "
        "with --cache");
  }
  auto read = analyzer::latest_states(*path);
  if (!read) return std::unexpected(read.error());
  const bool among = !selection.only.empty();
  return [states = std::make_shared<const States>(std::move(*read)), among,
          words = among ? selection.only : selection.skip](const std::string& domain) {
    const bool listed = std::ranges::find(words, word_for(*states, domain)) != words.end();
    return listed == among;
  };
}

}  // namespace tidemark::cli
