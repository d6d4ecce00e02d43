// What the text and the HTML of a run say of muted findings and of mutes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <nlohmann/json.hpp>

#include "reports/html_report.hpp"
#include "reports/mute_wording.hpp"
#include "reports/run_summary.hpp"
#include "tests/reports/sample_run.hpp"

namespace tidemark::reports {
namespace {

using harness::MuteState;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kFingerprint = "5c1f0a92d3b7";

harness::RunRecord leaking() {
  auto record = leaking_run();
  record.scenario = "luxury-wall";
  record.findings.at(0).fingerprint = kFingerprint;
  record.findings.at(1).fingerprint = "aaaaaaaaaaaa";
  return record;
}

harness::RunRecord muted(MuteState state = MuteState::kUsed, int days_left = 40) {
  auto record = leaking();
  record.mutes_file = "known.json";
  record.mutes = {{.fingerprint = kFingerprint,
                   .state = state,
                   .reason = "TICKET-7 " + hostile_text(),
                   .expires = "2025-04-10",
                   .days_left = days_left}};
  if (state == MuteState::kUsed) {
    record.findings.at(0).muted =
        harness::Muted{.reason = "TICKET-7 " + hostile_text(), .expires = "2025-04-10"};
  }
  return record;
}

std::string page_of(const harness::RunRecord& record) { return html_report(record, {}); }

// As a user gets it who copies it from a terminal.
TEST(MuteLine, IsALineOfJsonForThirtyDaysAtEveryWidth) {
  const auto record = leaking();
  for (const std::size_t width : {60U, 100U}) {
    const auto text = run_summary(record, {.width = width});
    const auto begin = text.find("{\"fingerprint\"");
    ASSERT_NE(begin, std::string::npos) << text;
    const auto line = nlohmann::json::parse(text.substr(begin, text.find('\n', begin) - begin));
    EXPECT_EQ(line["fingerprint"], kFingerprint);
    EXPECT_EQ(line["expires"], "2025-03-31");
    EXPECT_FALSE(line["reason"].get<std::string>().empty());
    EXPECT_FALSE(line.contains("scenario"));
  }
}

TEST(MuteLine, NamesTheScenarioWhereNoCulpritTellsLeaksApart) {
  auto record = leaking();
  record.findings.at(0).culprits.clear();
  EXPECT_EQ(nlohmann::json::parse(mute_line(record.findings[0], record))["scenario"],
            "luxury-wall");
}

TEST(MuteLine, IsOfferedForLeaksThatCountOnly) {
  auto record = leaking();
  EXPECT_EQ(mute_line(record.findings.at(1), record), "") << "advice needs none";
  EXPECT_EQ(mute_line(muted().findings.at(0), record), "");
  record.findings.at(0).fingerprint.clear();
  EXPECT_EQ(mute_line(record.findings.at(0), record), "") << "recorded by an older version";
}

TEST(MuteLine, LeavesTheDayToTheUserWhereTheRunsIsUnknown) {
  auto record = leaking();
  record.started_at.clear();
  EXPECT_THAT(mute_line(record.findings.at(0), record), HasSubstr("YYYY-MM-DD"));
}

TEST(MuteReport, InTextMarksTheFindingAndListsTheMute) {
  const auto text = run_summary(muted(), {.width = 100});
  EXPECT_THAT(text, HasSubstr("renderer processes (muted): 2 after warm-up"));
  EXPECT_THAT(text, HasSubstr("muted:   until 2025-04-10: TICKET-7"));
  EXPECT_THAT(text, HasSubstr("Mutes, from known.json\n  5c1f0a92d3b7  in force until 2025-04-10"));
  EXPECT_THAT(text, Not(HasSubstr("mute:    {")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(MuteReport, InHtmlMarksTheFindingAndListsTheMute) {
  const auto page = page_of(muted());
  EXPECT_THAT(page, HasSubstr("<dt>Muted</dt><dd>until 2025-04-10: TICKET-7"));
  EXPECT_THAT(page, HasSubstr("<h2 id=\"mutes\">Mutes</h2>"));
  EXPECT_THAT(page, HasSubstr("<code>5c1f0a92d3b7</code></th><td class=\"wide\">in force until"));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("article class=\"finding leak\"")));
  EXPECT_THAT(page_of(leaking()), HasSubstr("article class=\"finding leak\""));
}

TEST(MuteReport, InHtmlOffersTheLineBesideTheFingerprint) {
  const auto page = page_of(leaking());
  EXPECT_THAT(page, HasSubstr("<dt>Fingerprint</dt><dd><code>5c1f0a92d3b7</code>"));
  EXPECT_THAT(page, HasSubstr("{&quot;fingerprint&quot;: &quot;5c1f0a92d3b7&quot;"));
  EXPECT_THAT(page, Not(HasSubstr("id=\"mutes\"")));
  EXPECT_THAT(page, Not(HasSubstr("{{mutes}}")));
}

TEST(MuteReport, AnnouncesTheEndTwoWeeksBefore) {
  const auto words = [](int days_left) {
    const auto record = muted(MuteState::kUsed, days_left);
    return mute_words(record.mutes.at(0), record);
  };
  EXPECT_EQ(words(15), "in force until 2025-04-10");
  EXPECT_EQ(words(14), "in force until 2025-04-10, which is in 14 days");
  EXPECT_EQ(words(1), "in force until 2025-04-10, which is in 1 day");
  EXPECT_EQ(words(0), "in force until 2025-04-10, which is today");
}

TEST(MuteReport, SaysWhichMutesHaveNoEffectAndWhy) {
  const auto words = [](harness::RunRecord record) {
    return mute_words(record.mutes.at(0), record);
  };
  EXPECT_EQ(words(muted(MuteState::kExpired, -3)), "expired on 2025-04-10: it has no effect");
  auto unused = muted(MuteState::kUnused);
  EXPECT_EQ(words(unused), "matched nothing: delete it unless another scenario needs it");
  unused.mutes[0].scenario = "luxury-wall";
  EXPECT_EQ(words(unused), "matched nothing: delete it");
  unused.completed = false;
  EXPECT_EQ(words(unused), "matched nothing in the part of the run that was done");
  auto elsewhere = muted(MuteState::kElsewhere);
  elsewhere.mutes[0].scenario = "storm";
  EXPECT_EQ(words(elsewhere), "only for scenario storm");
}

}  // namespace
}  // namespace tidemark::reports
