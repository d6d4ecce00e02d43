#include "reports/assessment/change_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"
#include "probes/base/utc_text.hpp"
#include "reports/assessment/markdown_text.hpp"

namespace tidemark::reports {
namespace {

using analyzer::Change;
using analyzer::DomainChange;
using analyzer::RunDifference;
using Json = nlohmann::ordered_json;

// In the order of Change: what a list's maintainer has to act on comes first.
std::map<Change, std::vector<const DomainChange*>> by_kind(const RunDifference& difference) {
  std::map<Change, std::vector<const DomainChange*>> kinds;
  for (const DomainChange& change : difference.changes) kinds[change.change].push_back(&change);
  return kinds;
}

std::string side(const std::optional<analyzer::State>& state, const std::optional<int>& points) {
  std::string text = state ? std::string(to_string(*state)) : "";
  if (points) text += fmt::format("{}{} points", text.empty() ? "" : ", ", *points);
  return text;
}

Json number_or_null(const std::optional<int>& number) { return number ? Json(*number) : Json(); }

Json state_or_null(const std::optional<analyzer::State>& state) {
  return state ? Json(to_string(*state)) : Json();
}

std::string title_of(const RunDifference& difference) {
  return fmt::format("run {} ({}) to run {} ({})", difference.older, utc_text(difference.older_at),
                     difference.newer, utc_text(difference.newer_at));
}

}  // namespace

std::string_view change_words(Change change) {
  switch (change) {
    case Change::kNewlyDead: return "newly dead";
    case Change::kResurrected: return "resurrected";
    case Change::kNewlyProtected: return "newly protected";
    case Change::kUnprotected: return "no longer protected";
    case Change::kStateChanged: return "other change of state";
    case Change::kScoreMoved: return "score moved";
    case Change::kAppeared: return "appeared";
    case Change::kVanished: return "vanished";
  }
  return "unknown";
}

std::string change_detail(const DomainChange& change) {
  const std::string was = side(change.was, change.points_were);
  const std::string now = side(change.is_now, change.points_are);
  if (was.empty()) return now;
  if (now.empty()) return "was " + was;
  return was + " -> " + now;
}

std::string changes_text(const RunDifference& difference, std::size_t limit) {
  std::string text =
      fmt::format("From {}: {} changes\n", title_of(difference), difference.changes.size());
  for (const auto& [kind, changes] : by_kind(difference)) {
    text += fmt::format("\n{} ({})\n", change_words(kind), changes.size());
    const std::size_t shown = limit == 0 ? changes.size() : std::min(limit, changes.size());
    for (std::size_t i = 0; i < shown; ++i) {
      text += fmt::format("  {:<40} {}\n", printable(changes[i]->domain, 253),
                          change_detail(*changes[i]));
    }
    if (shown < changes.size()) text += fmt::format("  ... and {} more\n", changes.size() - shown);
  }
  return text;
}

std::string changes_json(const RunDifference& difference) {
  Json counts = Json::object();
  for (const auto& [kind, changes] : by_kind(difference)) {
    counts[std::string(to_string(kind))] = changes.size();
  }
  Json list = Json::array();
  for (const DomainChange& change : difference.changes) {
    list.push_back({{"domain", change.domain},
                    {"change", to_string(change.change)},
                    {"was", state_or_null(change.was)},
                    {"is_now", state_or_null(change.is_now)},
                    {"points_were", number_or_null(change.points_were)},
                    {"points_are", number_or_null(change.points_are)}});
  }
  const Json json{
      {"schema", "tidemark.changes/1"},
      {"older", {{"run", difference.older}, {"started_at", utc_text(difference.older_at)}}},
      {"newer", {{"run", difference.newer}, {"started_at", utc_text(difference.newer_at)}}},
      {"counts", std::move(counts)},
      {"changes", std::move(list)}};
  return json.dump(1, ' ', false, nlohmann::detail::error_handler_t::replace) + '\n';
}

std::string changes_markdown(const RunDifference& difference) {
  std::string text = fmt::format("# What changed from {}\n", title_of(difference));
  if (difference.changes.empty()) return text + "\nNothing.\n";
  for (const auto& [kind, changes] : by_kind(difference)) {
    text += fmt::format("\n## {} ({})\n\n| domain | |\n|---|---|\n", change_words(kind),
                        changes.size());
    for (const DomainChange* change : changes) {
      text += fmt::format("| {} | {} |\n", markdown_name(change->domain),
                          markdown_text(change_detail(*change)));
    }
  }
  return text;
}

}  // namespace tidemark::reports
