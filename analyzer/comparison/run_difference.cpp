#include "analyzer/comparison/run_difference.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/comparison/answer_book.hpp"
#include "analyzer/comparison/state_change.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;

using Runs = std::vector<ComparedRun>;

Result<ComparedRun> run_numbered(const Runs& runs, std::int64_t number) {
  const auto found = std::ranges::find(runs, number, &ComparedRun::run);
  if (found != runs.end()) return *found;
  std::string known;
  for (const ComparedRun& run : runs)
    known += (known.empty() ? "" : ", ") + std::to_string(run.run);
  return failure(ErrorCode::kNotFound, "the store has no answers of run " + std::to_string(number) +
                                           "; it has those of " +
                                           (known.empty() ? "none" : "run " + known));
}

bool share(const std::set<std::string>& some, const std::set<std::string>& others) {
  return std::ranges::any_of(some, [&](const std::string& name) { return others.contains(name); });
}

// The best of the runs before `newer` to compare it with.
Result<std::optional<ComparedRun>> run_before(Database& database, const Runs& runs,
                                              const ComparedRun& newer) {
  std::optional<ComparedRun> completed;
  std::optional<ComparedRun> any;
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    if (run->run >= newer.run) continue;
    if (!any) any = *run;
    if (!run->completed) continue;
    if (!completed) completed = *run;
    const auto lists = lists_of_run(database, run->run);
    if (!lists) return std::unexpected(lists.error());
    if (share(*lists, newer.lists)) return *run;
  }
  return completed ? completed : any;
}

// A domain whose list both runs have read to its end.
bool is_told(const ComparedAnswer& answer, const ComparedRun& older, const ComparedRun& newer) {
  return older.whole && newer.whole && !answer.list.empty() && older.lists.contains(answer.list) &&
         newer.lists.contains(answer.list);
}

void compare_answers(const std::string& domain, const ComparedAnswer& was,
                     const ComparedAnswer& is_now, std::vector<DomainChange>& changes) {
  if (was.visit == is_now.visit) return;
  DomainChange change{.domain = domain,
                      .was = was.state,
                      .is_now = is_now.state,
                      .points_were = was.points,
                      .points_are = is_now.points};
  if (const auto kind = state_change(was.state, is_now.state)) {
    change.change = *kind;
    changes.push_back(change);
  }
  const bool comparable = was.points && is_now.points && was.fingerprint == is_now.fingerprint;
  if (comparable && std::abs(*was.points - *is_now.points) >= kScoreMoved) {
    change.change = Change::kScoreMoved;
    changes.push_back(std::move(change));
  }
}

RunDifference compare(const ComparedRun& older, const Answers& known, const ComparedRun& newer,
                      const Answers& said) {
  RunDifference difference{.older = older.run,
                           .newer = newer.run,
                           .older_at = older.started_at,
                           .newer_at = newer.started_at};
  for (const auto& [domain, answer] : said) {
    const auto before = known.find(domain);
    if (before != known.end()) {
      compare_answers(domain, before->second, answer, difference.changes);
    } else if (is_told(answer, older, newer)) {
      difference.changes.push_back({.domain = domain,
                                    .change = Change::kAppeared,
                                    .is_now = answer.state,
                                    .points_are = answer.points});
    }
  }
  for (const auto& [domain, answer] : known) {
    // What only runs before the older one said had vanished before.
    if (answer.run != older.run || said.contains(domain) || !is_told(answer, older, newer))
      continue;
    difference.changes.push_back({.domain = domain,
                                  .change = Change::kVanished,
                                  .was = answer.state,
                                  .points_were = answer.points});
  }
  std::ranges::sort(difference.changes, {}, [](const DomainChange& change) {
    return std::tuple(change.change, std::string_view(change.domain));
  });
  return difference;
}

Result<std::optional<RunDifference>> difference_of(Database& database, const RunPair& pair) {
  const auto runs = answering_runs(database);
  if (!runs) return std::unexpected(runs.error());
  if (runs->empty() && !pair.newer && !pair.older) return std::nullopt;
  auto newer = pair.newer || runs->empty() ? run_numbered(*runs, pair.newer.value_or(0))
                                           : Result<ComparedRun>(runs->back());
  if (!newer) return std::unexpected(newer.error());
  auto lists = lists_of_run(database, newer->run);
  if (!lists) return std::unexpected(lists.error());
  newer->lists = *std::move(lists);
  std::optional<ComparedRun> older;
  if (pair.older) {
    auto named = run_numbered(*runs, *pair.older);
    if (!named) return std::unexpected(named.error());
    older = *std::move(named);
  } else {
    auto before = run_before(database, *runs, *newer);
    if (!before) return std::unexpected(before.error());
    older = *std::move(before);
  }
  if (!older) return std::nullopt;
  if (older->run >= newer->run) {
    return failure(ErrorCode::kBadInput, "run " + std::to_string(older->run) +
                                             " is not older than run " +
                                             std::to_string(newer->run));
  }
  auto older_lists = lists_of_run(database, older->run);
  if (!older_lists) return std::unexpected(older_lists.error());
  older->lists = *std::move(older_lists);
  const auto known = answers_until_run(database, older->run);
  if (!known) return std::unexpected(known.error());
  const auto said = answers_of_run(database, newer->run);
  if (!said) return std::unexpected(said.error());
  return compare(*older, *known, *newer, *said);
}

}  // namespace

Result<std::optional<RunDifference>> run_difference(Database& database, const RunPair& pair) {
  // One transaction: the store may be written meanwhile.
  if (auto begun = database.run("BEGIN"); !begun) return std::unexpected(begun.error());
  auto difference = difference_of(database, pair);
  if (!difference) {
    database.roll_back();
    return difference;
  }
  if (auto ended = database.run("COMMIT"); !ended) return std::unexpected(ended.error());
  return difference;
}

}  // namespace tidemark::analyzer
