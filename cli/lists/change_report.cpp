#include "cli/lists/change_report.hpp"

#include <fmt/format.h>

#include <iterator>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

using analyzer::Advice;
using analyzer::Recommendation;
using nlohmann::ordered_json;

std::string_view verb(Advice advice) { return advice == Advice::kRemove ? "remove" : "add"; }

void tell(std::string& out, const Recommendation& item, const std::string& why_not) {
  const auto end = std::back_inserter(out);
  if (!why_not.empty()) {
    fmt::format_to(end, "  not done: {} {}: {}\n", verb(item.advice), item.domain,
                   printable(why_not));
    return;
  }
  fmt::format_to(end, "  {} {} ({}): {}\n", verb(item.advice), item.domain,
                 to_string(item.confidence), printable(item.reason));
  for (const std::string& fact : item.evidence) {
    fmt::format_to(end, "      {}\n", printable(fact));
  }
  fmt::format_to(end, "      id {}\n", printable(item.id));
}

}  // namespace

std::string change_text(const std::vector<ListChange>& changes) {
  std::string out;
  for (const ListChange& change : changes) {
    if (!out.empty()) out += '\n';
    out += printable(change.named) + "\n";
    for (std::size_t i = 0; i < change.advice.size(); ++i) {
      tell(out, change.advice[i], change.why_not[i]);
    }
    out += analyzer::unified_diff(change.list.content(), change.edits, change.named);
  }
  return out;
}

std::string change_json(const std::vector<ListChange>& changes, bool written, std::size_t unsure) {
  ordered_json lists = ordered_json::array();
  for (const ListChange& change : changes) {
    ordered_json done = ordered_json::array();
    ordered_json not_done = ordered_json::array();
    for (std::size_t i = 0; i < change.advice.size(); ++i) {
      const Recommendation& item = change.advice[i];
      if (change.why_not[i].empty()) {
        done.push_back(item.id);
      } else {
        not_done.push_back({{"id", item.id}, {"why", change.why_not[i]}});
      }
    }
    lists.push_back(
        {{"file", change.named},
         {"changes", !change.edits.empty()},
         {"done", std::move(done)},
         {"not_done", std::move(not_done)},
         {"diff", analyzer::unified_diff(change.list.content(), change.edits, change.named)}});
  }
  const ordered_json json{{"written", written}, {"unsure", unsure}, {"lists", std::move(lists)}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::cli
