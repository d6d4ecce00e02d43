#include "analyzer/store/domain_story.hpp"

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

#include "analyzer/names/public_suffix.hpp"
#include "analyzer/store/fact_rows.hpp"
#include "analyzer/store/store_file.hpp"
#include "probes/database/row_reader.hpp"
#include "probes/database/units.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;
using probes::Statement;

// Prepares `sql`, binds `values` and calls `take` for each row.
template <typename Take, typename... Values>
Result<void> each(Database& database, std::string_view sql, Take take, const Values&... values) {
  auto rows = database.prepare(sql);
  if (!rows) return std::unexpected(rows.error());
  rows->bind(values...);
  while (true) {
    const auto more = rows->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    take(*rows);
  }
}

Result<void> read_visits(Database& database, DomainStory& story) {
  return each(
      database,
      "SELECT checked_us, run, state, cause, status FROM visits WHERE domain = ? "
      "ORDER BY visit DESC LIMIT 20",
      [&](const Statement& row) {
        story.visits.push_back({.at = probes::wall_from_us(row.integer(0)),
                                .run = row.integer(1),
                                .state = row.text(2),
                                .cause = row.text(3),
                                .status = probes::number(row, 4)});
      },
      std::string_view(story.latest.result.domain));
}

Result<void> read_lifecycle(Database& database, DomainStory& story) {
  return each(
      database,
      "SELECT run, at_us, kind, worker, browser, detail FROM lifecycle WHERE run = ? AND task = ? "
      "ORDER BY event LIMIT 1000",
      [&](const Statement& row) {
        story.lifecycle.push_back({.run = row.integer(0),
                                   .at = probes::wall_from_us(row.integer(1)),
                                   .kind = row.text(2),
                                   .worker = static_cast<int>(row.integer(3)),
                                   .browser = probes::number(row, 4),
                                   .detail = row.text(5)});
      },
      story.latest.run, std::string_view(story.latest.result.domain));
}

// What a fact can be about and concern the domain.
std::set<std::string, std::less<>> names_of(const DomainResult& result) {
  std::set<std::string, std::less<>> names{result.domain};
  names.insert(registrable_domain(result.domain));
  names.insert(result.name.addresses.begin(), result.name.addresses.end());
  names.insert(result.name.cnames.begin(), result.name.cnames.end());
  if (!result.vendor.empty()) names.insert(result.vendor);
  for (const VendorSighting& sighting : result.protections) names.insert(sighting.vendor);
  return names;
}

// A subject is "kind:name", or several names with commas between them.
bool concerns(const LearntFact& fact, const std::set<std::string, std::less<>>& names) {
  const std::string_view subject = fact.subject;
  if (subject.empty()) return false;
  const std::size_t colon = subject.find(':');
  if (colon == std::string_view::npos) return names.contains(subject);
  return std::ranges::any_of(subject.substr(colon + 1) | std::views::split(','), [&](auto name) {
    return names.contains(std::string_view(name.begin(), name.end()));
  });
}

Result<void> read_concerning(Database& database, DomainStory& story) {
  auto facts = read_facts(database, {});  // expired ones too: they are part of the story
  if (!facts) return std::unexpected(facts.error());
  const auto names = names_of(story.latest.result);
  for (LearntFact& fact : *facts) {
    if (concerns(fact, names)) story.facts.push_back(std::move(fact));
  }
  return {};
}

Result<std::optional<DomainStory>> story_of(Database& database, std::string_view domain) {
  auto visits = VisitReader::prepare(database);
  if (!visits) return std::unexpected(visits.error());
  auto latest = visits->latest(domain);
  if (!latest) return std::unexpected(latest.error());
  auto& visit = *latest;
  if (!visit) return std::nullopt;
  DomainStory story{.latest = std::move(*visit), .source = {}};
  Result<void> read = each(
      database, "SELECT source FROM answers WHERE domain = ? ORDER BY run DESC LIMIT 1",
      [&](const Statement& row) { story.source = row.text(0); }, domain);
  story.latest.result.source = story.source;
  if (read) read = read_visits(database, story);
  if (read) read = read_lifecycle(database, story);
  if (read) read = read_concerning(database, story);
  if (!read) return std::unexpected(read.error());
  auto content = read_content(database, domain);
  if (!content) return std::unexpected(content.error());
  story.content = *std::move(content);
  return story;
}

}  // namespace

Result<std::optional<DomainStory>> read_story(const std::filesystem::path& store,
                                              std::string_view domain) {
  auto opened = open_store_to_read(store);
  if (!opened) return std::unexpected(opened.error());
  // One transaction: the store may be written meanwhile.
  if (auto begun = opened->database.run("BEGIN"); !begun) return std::unexpected(begun.error());
  return story_of(opened->database, domain);
}

}  // namespace tidemark::analyzer
