#include "reports/assessment/change_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/golden.hpp"

namespace tidemark::reports {
namespace {

using analyzer::Change;
using analyzer::State;

analyzer::RunDifference difference() {
  return {.older = 3,
          .newer = 5,
          .older_at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 10),
          .newer_at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24),
          .changes = {{"gone.example", Change::kNewlyDead, State::kAlive, State::kDead, 62, {}},
                      {"back.example", Change::kResurrected, State::kDead, State::kAlive, {}, 12},
                      {"shop.example", Change::kScoreMoved, State::kAlive, State::kAlive, 20, 41},
                      {"new.example", Change::kAppeared, {}, State::kParked, {}, {}},
                      {"old.example", Change::kVanished, State::kAlive, {}, 8, {}}}};
}

TEST(ChangeReport, IsGoldenInEveryFormat) {
  expect_golden("assessment/changes.txt", changes_text(difference(), 0));
  expect_golden("assessment/changes.json", changes_json(difference()));
  expect_golden("assessment/changes.md", changes_markdown(difference()));
}

TEST(ChangeReport, SaysThatNothingChanged) {
  analyzer::RunDifference same = difference();
  same.changes.clear();
  EXPECT_THAT(changes_text(same, 20), testing::HasSubstr("0 changes"));
  EXPECT_THAT(changes_markdown(same), testing::HasSubstr("Nothing."));
}

TEST(ChangeReport, CutsLongListsOnATerminalAndSaysSo) {
  analyzer::RunDifference many = difference();
  many.changes.assign(25, many.changes.front());
  EXPECT_THAT(changes_text(many, 20), testing::HasSubstr("... and 5 more"));
  EXPECT_THAT(changes_text(many, 0), testing::Not(testing::HasSubstr("more")));
}

TEST(ChangeReport, DoesNotObeyHostileNames) {
  analyzer::RunDifference hostile = difference();
  hostile.changes.front().domain = "a\x1b[31m|<b>\n";
  EXPECT_THAT(changes_text(hostile, 0), testing::Not(testing::HasSubstr("\x1b")));
  EXPECT_THAT(changes_markdown(hostile), testing::HasSubstr("\\|&lt;b&gt;"));
}

}  // namespace
}  // namespace tidemark::reports
