#include "analyzer/comparison/answer_book.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "analyzer/result/named.hpp"
#include "probes/database/row_reader.hpp"
#include "probes/database/units.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;
using probes::Statement;

// "lists/food.txt:12" -> "lists/food.txt"; "argument 3" and "stdin:7" are no files.
std::string list_of(std::string_view source) {
  const std::size_t colon = source.rfind(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view line = source.substr(colon + 1);
  const bool is_line =
      !line.empty() && std::ranges::all_of(line, [](char c) { return c >= '0' && c <= '9'; });
  const std::string_view file = is_line ? source.substr(0, colon) : source;
  return file == "stdin" ? std::string() : std::string(file);
}

template <typename Take>
Result<void> each_answer(Database& database, std::string_view sql, std::int64_t run, Take take) {
  auto rows = database.prepare(sql);
  if (!rows) return std::unexpected(rows.error());
  rows->bind(run);
  while (true) {
    const auto more = rows->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    take(*rows);
  }
}

Result<Answers> read_answers(Database& database, std::string_view sql, std::int64_t run) {
  Answers answers;
  const Result<void> read = each_answer(database, sql, run, [&](const Statement& row) {
    const auto state = named<State>(row.text(4));
    if (!state) return;  // of a newer Tidemark: nothing is known
    answers.emplace(row.text(0), ComparedAnswer{.run = row.integer(1),
                                                .visit = row.integer(2),
                                                .state = *state,
                                                .points = probes::number(row, 5),
                                                .fingerprint = row.text(6),
                                                .list = list_of(row.text(3))});
  });
  if (!read) return std::unexpected(read.error());
  return answers;
}

}  // namespace

Result<std::vector<ComparedRun>> answering_runs(Database& database) {
  std::vector<ComparedRun> runs;
  const Result<void> read = probes::for_each(
      database,
      "SELECT run, started_us, completed, "
      "json_valid(options) AND coalesce(json_extract(options, '$.part'), 0) FROM runs "
      "WHERE EXISTS (SELECT 1 FROM answers WHERE answers.run = runs.run) ORDER BY run",
      [&](const Statement& row) -> Result<void> {
        const bool completed = row.integer(2) != 0;
        runs.push_back({.run = row.integer(0),
                        .started_at = probes::wall_from_us(row.integer(1)),
                        .whole = completed && row.integer(3) == 0,
                        .completed = completed});
        return {};
      });
  if (!read) return std::unexpected(read.error());
  return runs;
}

Result<std::set<std::string>> lists_of_run(Database& database, std::int64_t run) {
  std::set<std::string> lists;
  const Result<void> read =
      each_answer(database, "SELECT source FROM answers WHERE run = ?", run,
                  [&](const Statement& row) { lists.insert(list_of(row.text(0))); });
  if (!read) return std::unexpected(read.error());
  lists.erase("");
  return lists;
}

Result<Answers> answers_of_run(Database& database, std::int64_t run) {
  return read_answers(
      database,
      "SELECT answers.domain, answers.run, visit, source, state, points, fingerprint "
      "FROM answers JOIN visits USING (visit) LEFT JOIN scores USING (visit) "
      "WHERE answers.run = ?",
      run);
}

Result<Answers> answers_until_run(Database& database, std::int64_t run) {
  return read_answers(
      database,
      "SELECT answers.domain, answers.run, visit, source, state, points, fingerprint "
      "FROM (SELECT domain, max(run) AS run FROM answers WHERE run <= ? GROUP BY domain) AS last "
      "JOIN answers ON answers.run = last.run AND answers.domain = last.domain "
      "JOIN visits USING (visit) LEFT JOIN scores USING (visit)",
      run);
}

}  // namespace tidemark::analyzer
