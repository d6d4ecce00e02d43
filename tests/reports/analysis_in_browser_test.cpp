// The report on an assessment in the browser its readers will use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "reports/assessment/analysis_page.hpp"
#include "tests/reports/open_in_browser.hpp"
#include "tests/support/sample_assessment.hpp"

namespace tidemark::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

// What the report's script said of itself.
std::string said(const Opened& report, const std::string& name) {
  std::smatch found;
  const std::regex pattern("<html[^>]* data-" + name + "=\"([^\"]*)\"");
  return std::regex_search(report.page, found, pattern) ? found[1].str() : "nothing";
}

// Without the data, which no reader sees.
std::string visible(const Opened& report) {
  return report.page.substr(0, report.page.find("<script type=\"application/json\""));
}

void expect_sound(const Opened& report) {
  EXPECT_EQ(said(report, "errors"), "0");
  EXPECT_THAT(report.log, Not(HasSubstr("CONSOLE")));
}

TEST(AnalysisInBrowser, KeepsOnlyTheVisibleRowsOfThousandsInThePage) {
  const auto assessment = test::sample_assessment(5000);
  const auto difference = test::sample_difference(assessment);
  const auto report = opened(analysis_page(assessment, &difference));
  expect_sound(report);
  EXPECT_EQ(said(report, "rows"), "5000");
  EXPECT_EQ(said(report, "shown"), "5000");
  EXPECT_LT(std::stoi(said(report, "in-page")), 60);
  EXPECT_THAT(visible(report), HasSubstr("From run 6"));
}

TEST(AnalysisInBrowser, FindsAndFiltersAndSorts) {
  const auto assessment = test::sample_assessment(300);
  const std::string page = analysis_page(assessment, nullptr);
  const auto is_wanted = [](const analyzer::AssessedDomain& domain) {
    return domain.result.state == analyzer::State::kAlive &&
           (domain.result.domain + domain.result.title).find("shoe") != std::string::npos;
  };
  const auto wanted = std::ranges::count_if(assessment.domains, is_wanted);
  ASSERT_GT(wanted, 0);
  const auto found = opened(page, "#q=SHOE&state=alive&sort=-total");
  expect_sound(found);
  EXPECT_EQ(said(found, "shown"), std::to_string(wanted));
  EXPECT_THAT(found.page,
              testing::ContainsRegex("data-column=\"total\"[^>]* aria-sort=\"descending\""));
  EXPECT_EQ(said(opened(page, "#q=no-such-domain"), "shown"), "0");
}

TEST(AnalysisInBrowser, ShowsTheEvidenceOfADomain) {
  auto assessment = test::sample_assessment(450);  // it is in the third block of evidence
  assessment.domains[440].result.signal = "the signal of this domain";
  const auto report =
      opened(analysis_page(assessment, nullptr), "#open=" + assessment.domains[440].result.domain);
  expect_sound(report);
  EXPECT_EQ(said(report, "opened"), assessment.domains[440].result.domain);
  EXPECT_THAT(visible(report), HasSubstr("the signal of this domain"));
}

TEST(AnalysisInBrowser, RunsAndLoadsNothingOfHostileTexts) {
  const auto assessment = test::hostile_assessment();
  const std::string page = analysis_page(assessment, nullptr);
  for (const auto& domain : assessment.domains) {
    const auto report = opened(page, "#open=" + domain.result.domain);
    expect_sound(report);
    EXPECT_EQ(said(report, "opened"), domain.result.domain);
    EXPECT_THAT(report.page, HasSubstr("<title>Tidemark: 10 domains</title>"));
    EXPECT_THAT(visible(report), Not(HasSubstr("<img")));
    EXPECT_THAT(visible(report), Not(HasSubstr("\xE2\x80\xAE")));
    EXPECT_THAT(visible(report), Not(HasSubstr("\x1b")));
  }
}

TEST(AnalysisInBrowser, OpensWithoutAnyDomain) {
  const auto report = opened(analysis_page({}, nullptr));
  expect_sound(report);
  EXPECT_THAT(visible(report), HasSubstr("Nothing was assessed."));
}

}  // namespace
}  // namespace tidemark::reports
