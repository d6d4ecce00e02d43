// The report in the browser its readers will use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/html_report.hpp"
#include "tests/reports/open_in_browser.hpp"
#include "tests/reports/sample_run.hpp"

namespace tidemark::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

void expect_drawn(const Opened& report, int charts, int empty) {
  const auto html = report.page.substr(0, report.page.find('>', report.page.find("<html")) + 1);
  EXPECT_THAT(html, HasSubstr("data-charts=\"" + std::to_string(charts) + "\""));
  EXPECT_THAT(html, HasSubstr("data-empty=\"" + std::to_string(empty) + "\""));
  EXPECT_THAT(html, HasSubstr("data-errors=\"0\""));
  EXPECT_THAT(report.log, Not(HasSubstr("CONSOLE")));
}

TEST(ReportInBrowser, DrawsEveryChartOfAHostileRunWithoutAnError) {
  const auto record = leaking_run();
  const auto report = opened(html_report(record, series_of(record)));
  expect_drawn(report, 5, 0);
  EXPECT_THAT(report.page, HasSubstr("zombie"));
}

TEST(ReportInBrowser, ShowsWhatAKilledRunRecorded) {
  const auto record = inconclusive_run();
  auto series = series_of(record);
  for (auto& role : series.roles) role.pss.clear();
  series.memory_seconds.clear();
  expect_drawn(opened(html_report(record, series)), 4, 1);
}

TEST(ReportInBrowser, OpensWithoutAnyRecording) { expect_drawn(opened(html_report({}, {})), 0, 5); }

}  // namespace
}  // namespace tidemark::reports
