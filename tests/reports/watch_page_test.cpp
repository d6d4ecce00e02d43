#include "reports/watch_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "reports/process_table.hpp"
#include "reports/process_tree.hpp"
#include "reports/watch_summary.hpp"
#include "tests/reports/golden.hpp"
#include "tests/reports/sample_watch.hpp"

namespace tidemark::reports {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// As golden files hold it: what is emphasised has its mark before it.
std::string marked(const std::vector<PageLine>& lines) {
  std::string text;
  for (const PageLine& line : lines) {
    text += " T#OAd"[static_cast<int>(line.emphasis)];
    text += "|" + line.text + "\n";
  }
  return text;
}

std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::vector<std::string> pids(const std::vector<ProcessRow>& rows) {
  std::vector<std::string> pids;
  for (const ProcessRow& row : rows) {
    if (row.heading.empty()) pids.push_back(row.pid);
  }
  return pids;
}

TEST(WatchPage, ShowsATreeOnAnOrdinaryTerminal) {
  expect_golden(
      "watch_page_80.txt",
      marked(watch_page(tree_watch(), minute_of_trends(),
                        {.height = 24, .notes = {"metrics at http://127.0.0.1:9105/metrics"}})));
}

TEST(WatchPage, ShowsBrowsersByOwnerOnAWideTerminal) {
  expect_golden("watch_page_browsers_120.txt",
                marked(watch_page(browsers_watch(), minute_of_trends(), {.width = 120})));
}

TEST(WatchPage, LeavesOutColumnsOnANarrowTerminalAndSpellsArrowsInAscii) {
  expect_golden("watch_page_45_ascii.txt",
                marked(watch_page(tree_watch(), minute_of_trends(),
                                  {.width = 45, .height = 14, .unicode = false})));
}

TEST(WatchPage, FitsEverySize) {
  for (std::size_t width = 1; width < 130; width += 3) {
    for (std::size_t height = 1; height < 40; height += 2) {
      const auto lines =
          watch_page(browsers_watch(), minute_of_trends(), {.width = width, .height = height});
      ASSERT_LE(lines.size(), height);
      for (const PageLine& line : lines) ASSERT_LE(columns(line.text), width) << line.text;
    }
  }
}

TEST(WatchPage, LetsNoControlCharacterThrough) {
  harness::WatchSample sample = tree_watch();
  sample.target = std::string("pid 1 (\x1b[2J\n\xff)");
  sample.tree.processes[0].facts.state = '\x1b';
  const std::string page = marked(watch_page(sample, {}, {.width = 400}));
  for (const char c : page) {
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << static_cast<int>(c);
  }
  EXPECT_THAT(page, AllOf(Not(HasSubstr("\xE2\x80\xAE")), Not(HasSubstr("\xff"))));
}

TEST(WatchPage, ScrollsNoFurtherThanToItsEnd) {
  const PageStyle style{.height = 12, .first = 1000};
  const auto lines = watch_page(tree_watch(), {}, style);
  EXPECT_THAT(lines.back().text, HasSubstr("of 9"));
  EXPECT_THAT(lines[lines.size() - 2].text, HasSubstr("    120 "));
}

TEST(WatchPage, ShowsAWatchOfNothing) {
  const harness::WatchSample nothing{.target = "every browser of this machine"};
  EXPECT_THAT(marked(watch_page(nothing, {}, {.height = 10})), HasSubstr("0 processes"));
}

TEST(WatchLine, SaysItAllInOneLine) {
  expect_golden("watch_line.txt", watch_line(tree_watch()) + "\n");
}

TEST(WatchSummary, TellsThePeaksAndTheCost) {
  WatchPeaks peaks;
  peaks.add(tree_watch());
  expect_golden(
      "watch_summary.txt",
      watch_summary(tree_watch(), peaks,
                    {.reason = "ended, exit code 3", .exit_code = 3, .dropped_lines = 7}) +
          watch_end_json(tree_watch(), peaks, {.reason = "ended", .signal = 9}) + "\n");
}

TEST(ProcessTable, SortsByEachKey) {
  const auto sorted = [](SortKey key) { return pids(process_rows(tree_watch(), {}, key, true)); };
  EXPECT_THAT(sorted(SortKey::kPid),
              ElementsAre("100", "110", "111", "112", "113", "114", "115", "116", "120"));
  EXPECT_EQ(sorted(SortKey::kMemory).front(), "112");
  EXPECT_EQ(sorted(SortKey::kMemory).back(), "120") << "unknown";
  EXPECT_EQ(sorted(SortKey::kCpu).front(), "112");
  EXPECT_EQ(sorted(SortKey::kDescriptors).back(), "120");
  EXPECT_EQ(sorted(SortKey::kAge).front(), "100");
  EXPECT_THAT(sorted(SortKey::kTree),
              ElementsAre("100", "110", "111", "112", "113", "114", "115", "116", "120"));
}

TEST(ProcessTable, ShowsNothingForAZombiesMemory) {
  for (const ProcessRow& row : process_rows(tree_watch(), {}, SortKey::kPid, true)) {
    if (row.pid != "114") continue;
    EXPECT_EQ(row.rss, "-");
    EXPECT_EQ(row.pss, "-");
    EXPECT_TRUE(row.alarming);
  }
}

TEST(ProcessTable, NamesItsKeys) {
  for (const SortKey key : {SortKey::kTree, SortKey::kMemory, SortKey::kPid, SortKey::kDescriptors,
                            SortKey::kCpu, SortKey::kAge}) {
    EXPECT_EQ(sort_key_from(sort_key_name(key)), key);
  }
  EXPECT_FALSE(sort_key_from("size"));
}

TEST(ProcessTree, ShowsEveryProcessOnceWhateverTheirParents) {
  harness::WatchSample sample = tree_watch();
  sample.tree.processes[0].facts.parent = 112;  // a circle
  sample.tree.processes[8].facts.parent = 120;  // its own parent
  std::vector<const probes::ProcessSample*> all;
  for (const auto& process : sample.tree.processes) all.push_back(&process);
  EXPECT_THAT(tree_order(all, {}, true), SizeIs(all.size()));
}

TEST(ShortBytes, TakeSixColumnsAtMost) {
  EXPECT_EQ(short_bytes({0}), "0K");
  EXPECT_EQ(short_bytes(Bytes::kib(812)), "812K");
  EXPECT_EQ(short_bytes(Bytes::kib(1023)), "1.0M");
  EXPECT_EQ(short_bytes(Bytes::mib(35)), "35.0M");
  EXPECT_EQ(short_bytes(Bytes::mib(1023)), "1.0G");
  EXPECT_EQ(short_bytes(Bytes::mib(150'000)), "146G");
  for (std::uint64_t bytes = 1; bytes < (1ULL << 60U); bytes += bytes / 7 + 1) {
    ASSERT_LE(short_bytes({bytes}).size(), 6U) << bytes;
  }
}

TEST(ShortAge, TakesSevenColumnsAtMost) {
  EXPECT_EQ(short_age(std::chrono::milliseconds(-5)), "0s");
  EXPECT_EQ(short_age(seconds(59)), "59s");
  EXPECT_EQ(short_age(seconds(151)), "2:31");
  EXPECT_EQ(short_age(seconds(3723)), "1:02:03");
  EXPECT_EQ(short_age(seconds(3 * 86400 + 4 * 3600)), "3d04h");
}

TEST(TellingCommand, LeavesOutWhatEveryRendererSays) {
  const auto sample = tree_watch();
  const auto& all = sample.tree.processes;
  EXPECT_EQ(telling_command(all[0].facts, all[0].role), "node crawl.mjs --all");
  EXPECT_EQ(telling_command(all[1].facts, all[1].role), "chrome --user-data-dir=/tmp/profile-1");
  EXPECT_EQ(telling_command(all[3].facts, all[3].role), "#4");
  EXPECT_EQ(telling_command(all[6].facts, all[6].role), "network.mojom.NetworkService");
  EXPECT_EQ(telling_command(all[5].facts, all[5].role), "[chromium]");
}

TEST(Trends, NeedTenSecondsAndAChangeThatCounts) {
  const Trends trends = minute_of_trends();
  const auto id = [](Pid pid) {
    return ProcessId{.pid = pid, .start_ticks = static_cast<std::uint64_t>(pid)};
  };
  EXPECT_EQ(trends.memory(id(100)), Trend::kRising);
  EXPECT_EQ(trends.memory(id(110)), Trend::kFalling);
  EXPECT_EQ(trends.memory(id(111)), Trend::kSteady);
  EXPECT_EQ(trends.memory(id(113)), Trend::kSteady) << "by RSS where PSS is denied";
  EXPECT_EQ(trends.memory(id(120)), Trend::kUnknown);
  EXPECT_EQ(trends.memory(id(5)), Trend::kUnknown);
  EXPECT_EQ(trends.descriptors(id(112)), Trend::kRising);
  EXPECT_EQ(trends.descriptors(id(110)), Trend::kSteady) << "one is an idle browser's drift";
  Trends young;
  young.add(tree_watch());
  EXPECT_EQ(young.memory(id(100)), Trend::kUnknown);
}

TEST(Trends, ForgetTheDead) {
  Trends trends = minute_of_trends();
  harness::WatchSample later = tree_watch();
  later.tree.at += seconds(1);
  later.tree.deaths = {{.pid = 100, .start_ticks = 100}};
  later.tree.processes.erase(later.tree.processes.begin());
  trends.add(later);
  EXPECT_EQ(trends.memory({.pid = 100, .start_ticks = 100}), Trend::kUnknown);
}

}  // namespace
}  // namespace tidemark::reports
