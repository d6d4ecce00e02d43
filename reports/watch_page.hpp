// One look at the watched processes, as lines for a screen.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/watch/watch_record.hpp"
#include "reports/process_table.hpp"
#include "reports/trends.hpp"

namespace tidemark::reports {

enum class Emphasis { kPlain, kTitle, kColumns, kOwner, kAlarm, kDim };

struct PageLine {
  std::string text = {};  // valid UTF-8 without control characters
  Emphasis emphasis = Emphasis::kPlain;
};

struct PageStyle {
  std::size_t width = 80;
  std::size_t height = 0;  // lines in all; 0: as many as there are, without the line of keys
  SortKey sort = SortKey::kTree;
  std::size_t first = 0;                // the first row of the table that is shown
  bool unicode = true;                  // else arrows and branches are spelled in ASCII
  std::vector<std::string> notes = {};  // where it is recorded and served; untrusted text
};

// Columns that do not fit into the width are left out, the least telling first. `first` beyond the
// end shows the end.
[[nodiscard]] std::vector<PageLine> watch_page(const harness::WatchSample& sample,
                                               const Trends& trends, const PageStyle& style);

// How many rows the table has in all, and how many fit onto such a page.
[[nodiscard]] std::size_t table_rows(const harness::WatchSample& sample);
[[nodiscard]] std::size_t rows_that_fit(const harness::WatchSample& sample, const PageStyle& style);

// "12:03:04 25 processes (1 browser, 20 renderer), PSS 609M, RSS 2.7G, 897 fds, ...": one look in
// one line, times in UTC.
[[nodiscard]] std::string watch_line(const harness::WatchSample& sample);

}  // namespace tidemark::reports
