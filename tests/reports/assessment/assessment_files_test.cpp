// The text files of a report: golden for a small assessment, harmless for a hostile one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include <nlohmann/json.hpp>

#include "reports/assessment/report_files.hpp"
#include "tests/reports/golden.hpp"
#include "tests/support/result_schema.hpp"
#include "tests/support/sample_assessment.hpp"

namespace tidemark::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::map<std::string, std::string> files_of(const analyzer::Assessment& assessment) {
  std::map<std::string, std::string> files;
  for (ReportFile& file : report_files(assessment, nullptr)) {
    EXPECT_TRUE(files.emplace(std::move(file.name), std::move(file.text)).second);
  }
  return files;
}

TEST(AssessmentFiles, AreGoldenForTwelveDomains) {
  const auto files = files_of(test::sample_assessment(12));
  for (const char* name :
       {"domains.csv", "summary.json", "categories/food.md", "categories/shopping.md"}) {
    ASSERT_TRUE(files.contains(name)) << name;
    std::string golden = name;
    std::ranges::replace(golden, '/', '-');
    expect_golden("assessment/" + golden, files.at(name));
  }
}

TEST(AssessmentFiles, CountTheSameEverywhere) {
  const analyzer::Assessment assessment = test::sample_assessment(400);
  const auto files = files_of(assessment);
  const json summary = json::parse(files.at("summary.json"));
  EXPECT_EQ(summary["domains"], 400);
  std::size_t high = 0;
  std::size_t lines = 0;
  std::istringstream text(files.at("domains.jsonl"));
  for (std::string line; std::getline(text, line); ++lines) {
    const json domain = json::parse(line);
    if (domain["total"].is_number() && domain["total"] >= 50) ++high;
  }
  EXPECT_EQ(lines, 400U);
  EXPECT_GT(high, 0U);
  EXPECT_EQ(summary["high_risk"], high);
  std::size_t in_states = 0;
  for (const auto& [state, count] : summary["states"].items())
    in_states += count.get<std::size_t>();
  EXPECT_EQ(in_states, 400U);
  std::size_t in_histogram = 0;
  for (const json& count : summary["score_histogram"]) in_histogram += count.get<std::size_t>();
  EXPECT_EQ(in_histogram, summary["scored"]);
  EXPECT_EQ(std::ranges::count(files.at("domains.csv"), '\n'), 401);
}

TEST(AssessmentFiles, HaveLinesAsTheSchemaOfResultsSays) {
  std::istringstream text(files_of(test::sample_assessment(60)).at("domains.jsonl"));
  for (std::string line; std::getline(text, line);) {
    EXPECT_EQ(test::schema_objections(json::parse(line)), "") << line;
  }
}

TEST(AssessmentFiles, ExistForAnEmptyAssessment) {
  const auto files = files_of({});
  EXPECT_EQ(files.at("domains.jsonl"), "");
  EXPECT_EQ(json::parse(files.at("summary.json"))["domains"], 0);
}

TEST(AssessmentFiles, StayInTheirDirectoryWhateverACategoryIsCalled) {
  analyzer::Assessment assessment = test::sample_assessment(4);
  assessment.domains[0].categories = {"../../etc/passwd"};
  assessment.domains[1].categories = {"uncategorised"};
  assessment.domains[2].categories = {};
  assessment.domains[3].categories = {".hidden", "a/b", "a b"};
  for (const auto& [name, text] : files_of(assessment)) {
    if (!name.starts_with("categories/")) continue;
    EXPECT_EQ(std::ranges::count(name, '/'), 1) << name;
    EXPECT_NE(name[std::string("categories/").size()], '.') << name;
  }
}

TEST(AssessmentFiles, AreOneLinePerDomainAndWithoutFormulasWhateverTitlesSay) {
  const auto files = files_of(test::hostile_assessment());
  const std::string& csv = files.at("domains.csv");
  EXPECT_EQ(std::ranges::count(csv, '\n'), 11);
  EXPECT_THAT(csv, Not(HasSubstr("\x1b")));
  EXPECT_THAT(csv, HasSubstr("\"'=HYPERLINK"));
  EXPECT_THAT(csv, HasSubstr("\"'@SUM"));
  std::istringstream lines(files.at("domains.jsonl"));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    ASSERT_TRUE(json::accept(line)) << line;
    EXPECT_EQ(test::schema_objections(json::parse(line)), "") << line;
  }
  EXPECT_EQ(count, 10U);
  for (const auto& [name, text] : files) {
    if (!name.ends_with(".md")) continue;
    EXPECT_THAT(text, Not(testing::ContainsRegex("<[a-z!/]"))) << name;
    EXPECT_THAT(text, Not(HasSubstr("\x1b"))) << name;
    EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE"))) << name;
    EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xA8"))) << name;
    EXPECT_THAT(text, Not(HasSubstr("](javascript"))) << name;
  }
}

TEST(AssessmentPage, HoldsNothingFromOutsideAsHtml) {
  const std::string page = files_of(test::hostile_assessment()).at("report.html");
  EXPECT_THAT(page, Not(HasSubstr("<script>document")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
  std::size_t scripts = 0;
  for (auto at = page.find("<script"); at != std::string::npos; at = page.find("<script", at + 1)) {
    ++scripts;
  }
  EXPECT_EQ(scripts, 2U);
}

}  // namespace
}  // namespace tidemark::reports
