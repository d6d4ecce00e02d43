#include "analyzer/output/result_csv.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/analyzer/output/sample_results.hpp"
#include "tests/reports/golden.hpp"

namespace tidemark::analyzer {
namespace {

// A reader of RFC 4180 of the test's own: the cells of one row.
std::vector<std::string> cells_of(std::string_view row) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t at = 0; at < row.size(); ++at) {
    const char c = row[at];
    if (quoted && c == '"' && at + 1 < row.size() && row[at + 1] == '"') {
      cells.back() += row[++at];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

std::string title_cell(const std::string& title) {
  DomainResult result{.domain = "a.example"};
  result.title = title;
  return cells_of(csv_row(result))[9];
}

Task rejected_line() {
  return {.kind = Task::Kind::kRejected, .source = "list.txt:9", .reason = "'=1+1' is no domain"};
}

TEST(ResultCsv, HasStableColumns) {
  reports::expect_golden("results/results.csv", csv_header() + "\n" + csv_row(challenged_result()) +
                                                    "\n" + csv_row(inferred_result()) + "\n" +
                                                    csv_row(dead_result()) + "\n" +
                                                    csv_row(scored_result()) + "\n" +
                                                    unvisited_csv_row(rejected_line()) + "\n");
}

TEST(ResultCsv, GivesEveryRowAsManyCellsAsTheHeader) {
  const std::size_t columns = cells_of(csv_header()).size();
  for (const DomainResult& result :
       {challenged_result(), inferred_result(), scored_result(), DomainResult{}}) {
    EXPECT_EQ(cells_of(csv_row(result)).size(), columns);
  }
  EXPECT_EQ(cells_of(unvisited_csv_row(rejected_line())).size(), columns);
}

TEST(ResultCsv, KeepsARowOnOneLineWhateverThePageSays) {
  DomainResult result{.domain = "a.example"};
  result.title = "one\r\ntwo\x1b[31m\xe2\x80\xaethree\xff";
  const std::string row = csv_row(result);
  EXPECT_EQ(row.find('\n'), std::string::npos);
  EXPECT_EQ(row.find('\r'), row.size() - 1);
  EXPECT_EQ(row.find('\x1b'), std::string::npos);
}

TEST(ResultCsv, MakesNoCellAFormula) {
  for (const char* title : {"=1+1", "+1", "-1", "@SUM(A1)", "  =1+1",
                            "\xEF\xBC\x9D"
                            "1"}) {
    EXPECT_EQ(title_cell(title), std::string("'") + title);
  }
  EXPECT_EQ(title_cell("1=1"), "1=1");
  // Begins a formula where cells are split at semicolons, unless it is in quotes.
  DomainResult result{.domain = "a.example"};
  result.title = "a;=1+1";
  EXPECT_NE(csv_row(result).find("\"a;=1+1\""), std::string::npos);
}

TEST(ResultCsv, ReadsBackQuotes) { EXPECT_EQ(title_cell("a \"b\", c"), "a \"b\", c"); }

}  // namespace
}  // namespace tidemark::analyzer
