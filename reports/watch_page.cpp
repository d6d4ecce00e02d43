#include "reports/watch_page.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "probes/base/printable.hpp"
#include "reports/watch_totals.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

using harness::WatchSample;

std::string cut(std::string_view text, std::size_t columns) {
  // By characters: continuation bytes of UTF-8 take no column.
  std::size_t at = 0;
  std::size_t taken = 0;
  while (at < text.size()) {
    const bool starts = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (starts && taken++ == columns) break;
    ++at;
  }
  return std::string(text.substr(0, at));
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string shown = cut(text, width);
  const std::string space(width - columns_of(shown), ' ');
  return right ? space + shown : shown + space;
}

std::string_view arrow(Trend trend, bool unicode) {
  switch (trend) {
    case Trend::kRising: return unicode ? "↑" : "^";
    case Trend::kFalling: return unicode ? "↓" : "v";
    case Trend::kSteady: return unicode ? "→" : "=";
    case Trend::kUnknown: break;
  }
  return " ";
}

// The columns between PID and COMMAND. The higher its rank, the earlier a column is left out.
enum class Column { kProcess, kAge, kState, kPss, kRss, kDescriptors, kThreads, kCpu };
struct ColumnShape {
  Column column;
  std::string_view title;
  std::size_t width;
  bool right;
  int rank;
};
constexpr std::array<ColumnShape, 8> kColumns = {{
    {Column::kProcess, "PROCESS", 16, false, 0},
    {Column::kAge, "AGE", 7, true, 3},
    {Column::kState, "S", 1, false, 2},
    {Column::kPss, "PSS ", 7, true, 0},
    {Column::kRss, "RSS", 6, true, 4},
    {Column::kDescriptors, "FDS ", 6, true, 1},
    {Column::kThreads, "THR", 4, true, 5},
    {Column::kCpu, "CPU%", 5, true, 2},
}};
constexpr std::size_t kPidWidth = 7;
constexpr std::size_t kLeastCommand = 8;

std::string cell(const ProcessRow& row, Column column, bool unicode) {
  switch (column) {
    case Column::kProcess: return row.process;
    case Column::kAge: return row.age;
    case Column::kState: return row.state;
    case Column::kPss: return row.pss + std::string(arrow(row.memory_trend, unicode));
    case Column::kRss: return row.rss;
    case Column::kDescriptors:
      return row.descriptors + std::string(arrow(row.descriptor_trend, unicode));
    case Column::kThreads: return row.threads;
    case Column::kCpu: return row.cpu;
  }
  return "";
}

std::vector<ColumnShape> columns_for(std::size_t width) {
  std::vector<ColumnShape> columns(kColumns.begin(), kColumns.end());
  const auto needed = [&] {
    std::size_t sum = kPidWidth + 1 + kLeastCommand;
    for (const ColumnShape& shape : columns) sum += shape.width + 1;
    return sum;
  };
  while (needed() > width && columns.size() > 2) {
    const auto least = std::ranges::max_element(columns, {}, &ColumnShape::rank);
    if (least->rank == 0) break;
    columns.erase(least);
  }
  return columns;
}

std::string counted_words(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string percent(std::chrono::microseconds part, std::chrono::nanoseconds whole) {
  return fmt::format("{:.2f}%", 100.0 * std::chrono::duration<double>(part).count() /
                                    std::chrono::duration<double>(whole).count());
}

std::string roles_words(const WatchSample& sample) {
  std::string words;
  for (const auto& [role, sums] : sums_by_role(sample)) {
    if (sums.processes == 0) continue;
    words +=
        fmt::format("{}{} {}", words.empty() ? "" : ", ", sums.processes, probes::role_name(role));
  }
  return words;
}

// "2 zombies, 1 stopped"; empty when all is well.
std::string alarm_words(const WatchSums& sums) {
  std::string words;
  const auto add = [&](std::size_t count, std::string_view one, std::string_view many) {
    if (count == 0) return;
    words += (words.empty() ? "" : ", ") + counted_words(count, one, many);
  };
  add(sums.zombies, "zombie", "zombies");
  add(sums.orphans, "orphan", "orphans");
  add(sums.stuck, "in the kernel (D)", "in the kernel (D)");
  add(sums.stopped, "stopped", "stopped");
  return words;
}

std::string memory_words(const WatchSums& sums) {
  std::string words = "PSS " + (sums.pss ? short_bytes(*sums.pss) : "unknown");
  std::vector<std::string> remarks;
  const std::size_t alive = sums.processes - sums.zombies;
  if (sums.pss && sums.pss_known < alive) {
    remarks.push_back(fmt::format("{} of {} read", sums.pss_known, alive));
  }
  if (sums.pss_denied > 0) remarks.push_back(fmt::format("{} denied", sums.pss_denied));
  if (sums.oldest_pss >= std::chrono::seconds(1)) {
    remarks.push_back(short_age(sums.oldest_pss) + " old");  // the oldest figure
  }
  if (!remarks.empty()) words += fmt::format(" ({})", fmt::join(remarks, ", "));
  return words + (sums.rss ? "  RSS " + short_bytes(*sums.rss) : "");
}

std::string cost_words(const WatchSample& sample) {
  const harness::WatchCost& cost = sample.cost;
  const auto watched = sample.tree.at - sample.began;
  std::string words = fmt::format(
      "probing {} of a core, PSS reads {} (longest {:.1f} ms), tidemark in all {}",
      percent(cost.sweep_cpu, watched), percent(cost.memory_cpu, watched),
      static_cast<double>(cost.longest_memory_read.count()) / 1000, percent(cost.own_cpu, watched));
  if (cost.skipped > 0)
    words += fmt::format(", {} skipped", counted(static_cast<long>(cost.skipped), "tick"));
  return words;
}

// What the kernel's accounting has: page cache and shared memory too.
std::string cgroup_words(const probes::CgroupFacts& facts) {
  if (!facts.current) return "";
  std::string words = "cgroup memory " + short_bytes(*facts.current);
  const auto add = [&](std::string_view name, const Reading<Bytes>& part) {
    if (part) words += fmt::format(", {} {}", name, short_bytes(*part));
  };
  add("peak", facts.peak);
  add("anon", facts.anon);
  add("file", facts.file);
  add("kernel", facts.kernel);
  if (facts.pids_current) words += fmt::format("; {} pids and threads", *facts.pids_current);
  return words;
}

class Page {
 public:
  Page(const WatchSample& sample, const Trends& trends, const PageStyle& style)
      : sample_(sample), trends_(trends), style_(style), sums_(sums_of(sample)) {}

  std::vector<PageLine> head() {
    title();
    add(Emphasis::kPlain,
        process_count(sums_.processes) + (sums_.processes > 0 ? ": " + roles_words(sample_) : ""));
    if (const std::string alarm = alarm_words(sums_); !alarm.empty()) add(Emphasis::kAlarm, alarm);
    totals();
    if (sample_.cgroup) {
      if (const std::string words = cgroup_words(*sample_.cgroup); !words.empty()) {
        add(Emphasis::kPlain, words);
      }
    }
    // Too early to tell in the first second.
    if (sample_.tree.at - sample_.began >= std::chrono::seconds(1)) {
      add(Emphasis::kDim, cost_words(sample_));
    }
    for (const std::string& note : style_.notes) add(Emphasis::kDim, printable(note, 400));
    return std::move(lines_);
  }

  std::vector<PageLine> all() {
    lines_ = head();
    columns_ = columns_for(style_.width);
    column_titles();
    const auto rows = process_rows(sample_, trends_, style_.sort, style_.unicode);
    const std::size_t room = rows_that_fit(sample_, style_);
    const std::size_t shown = style_.height == 0 ? rows.size() : std::min(room, rows.size());
    const std::size_t first = style_.height == 0 ? 0 : std::min(style_.first, rows.size() - shown);
    for (std::size_t i = first; i < first + shown; ++i) add_row(rows[i]);
    if (style_.height > 0) keys(first, shown, rows.size());
    return std::move(lines_);
  }

 private:
  void add(Emphasis emphasis, const std::string& text) {
    lines_.push_back({.text = cut(text, style_.width), .emphasis = emphasis});
  }

  void title() {
    const std::string right =
        fmt::format("{:%H:%M:%S} UTC  watched {}",
                    fmt::gmtime(std::chrono::system_clock::to_time_t(sample_.wall)),
                    short_age(std::chrono::duration_cast<std::chrono::microseconds>(
                        sample_.tree.at - sample_.began)));
    const std::size_t room =
        style_.width > right.size() + 2 ? style_.width - right.size() - 2 : style_.width;
    const std::string left = padded(printable(sample_.target, room), room, false);
    add(Emphasis::kTitle, left + "  " + right);
  }

  void totals() {
    std::string line = memory_words(sums_);
    if (sums_.descriptors) line += "  " + counted(*sums_.descriptors, "fd");
    if (sums_.threads) line += "  " + counted(*sums_.threads, "thread");
    if (sums_.cpu_share) line += fmt::format("  CPU {:.1f}%", *sums_.cpu_share * 100);
    std::uint64_t starts = 0;
    std::uint64_t exits = 0;
    for (const auto& [role, totals] : sample_.roles) {
      starts += totals.starts;
      exits += totals.exits;
    }
    line += fmt::format("  {} started, {} ended", starts, exits);
    add(Emphasis::kPlain, line);
  }

  void column_titles() {
    std::string line = padded("PID", kPidWidth, true);
    for (const ColumnShape& shape : columns_) {
      line += ' ' + padded(std::string(shape.title), shape.width, shape.right);
    }
    add(Emphasis::kColumns, padded(line + " COMMAND", style_.width, false));
  }

  void add_row(const ProcessRow& row) {
    if (!row.heading.empty()) return add(Emphasis::kOwner, row.heading);
    std::string line = padded(row.pid, kPidWidth, true);
    for (const ColumnShape& shape : columns_) {
      line += ' ' + padded(cell(row, shape.column, style_.unicode), shape.width, shape.right);
    }
    line += ' ' + row.command;
    add(row.alarming ? Emphasis::kAlarm : Emphasis::kPlain, line);
  }

  void keys(std::size_t first, std::size_t shown, std::size_t all) {
    while (lines_.size() + 1 < style_.height) lines_.push_back({});
    const std::string where =
        shown < all ? fmt::format("  rows {}-{} of {}", first + 1, first + shown, all) : "";
    std::string line = "q quit  t tree  m memory  p pid  f fds  c cpu  a age  sorted by ";
    line += sort_key_name(style_.sort);
    if (line.size() + where.size() > style_.width) line = "q quit  t m p f c a sort";
    add(Emphasis::kDim, line + where);
  }

  const WatchSample& sample_;
  const Trends& trends_;
  const PageStyle& style_;
  WatchSums sums_;
  std::vector<ColumnShape> columns_;
  std::vector<PageLine> lines_;
};

}  // namespace

std::vector<PageLine> watch_page(const WatchSample& sample, const Trends& trends,
                                 const PageStyle& style) {
  std::vector<PageLine> lines = Page(sample, trends, style).all();
  if (style.height > 0 && lines.size() > style.height) lines.resize(style.height);
  return lines;
}

std::size_t table_rows(const WatchSample& sample) {
  return sample.tree.processes.size() + sample.groups.size();
}

std::size_t rows_that_fit(const WatchSample& sample, const PageStyle& style) {
  const Trends none;
  const std::size_t taken = Page(sample, none, style).head().size() + 2;  // titles and keys
  return style.height > taken ? style.height - taken : 0;
}

std::string watch_line(const WatchSample& sample) {
  const WatchSums sums = sums_of(sample);
  std::string line =
      fmt::format("{:%H:%M:%S} {}", fmt::gmtime(std::chrono::system_clock::to_time_t(sample.wall)),
                  process_count(sums.processes));
  if (sums.processes > 0) line += " (" + roles_words(sample) + ")";
  if (const std::string alarm = alarm_words(sums); !alarm.empty()) line += ", " + alarm;
  line += "  " + memory_words(sums);
  if (sums.descriptors) line += "  " + counted(*sums.descriptors, "fd");
  if (sums.threads) line += "  " + counted(*sums.threads, "thread");
  if (sums.cpu_share) line += fmt::format("  CPU {:.1f}%", *sums.cpu_share * 100);
  return line;
}

}  // namespace tidemark::reports
