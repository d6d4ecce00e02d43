#include "reports/html_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include <nlohmann/json.hpp>

#include "reports/chart_data.hpp"
#include "reports/content_hash.hpp"
#include "reports/html_text.hpp"
#include "tests/reports/sample_run.hpp"

namespace tidemark::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string between(const std::string& text, const std::string& open, const std::string& close) {
  const auto from = text.find(open);
  if (from == std::string::npos) return {};
  const auto start = from + open.size();
  return text.substr(start, text.find(close, start) - start);
}

std::string page_of(const harness::RunRecord& record) {
  return html_report(record, series_of(record));
}

json data_of(const std::string& page) {
  return json::parse(between(page, "id=\"run-data\">", "</script>"));
}

std::size_t count(const std::string& text, std::string_view piece) {
  std::size_t found = 0;
  for (auto at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1)) ++found;
  return found;
}

TEST(HtmlText, EscapesWhatHtmlAndTerminalsObey) {
  EXPECT_EQ(html_text("<a href=\"x\" id='y'>&"),
            "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
  EXPECT_EQ(html_text("a\x1b[0m\xE2\x80\xAE\xFF"), "a\\x1b[0m\\u{202e}\\xff");
  EXPECT_EQ(html_text("abcdef", 3), "abc...");
}

TEST(HtmlText, WritesJsonThatCannotLeaveItsElementAndReadsBackEqual) {
  const json value = {{"</script>", "<!-- & \xE2\x80\xA8 \xE2\x80\xA9 \xE2\x80\xA7"}};
  const auto written = json_for_script(value.dump());
  EXPECT_THAT(written, Not(testing::ContainsRegex("[<>&]")));
  EXPECT_THAT(written, Not(HasSubstr("\xE2\x80\xA8")));
  EXPECT_EQ(json::parse(written), value);
}

TEST(HtmlReport, ShowsWhatIsHeldWithoutTrustingItsNames) {
  const auto record = stable_run();
  auto series = series_of(record);
  series.at_rest = {
      .roles = {{.role = "browser", .processes = 1, .pss = Bytes::mib(80), .kinds = {{"pipe", 3}}}},
      .held = {
          {.kind = "listening socket", .name = "<script>alert(1)</script>", .alarming = true}}};
  const auto page = html_report(record, series);
  EXPECT_THAT(page, HasSubstr("At the last rest point"));
  EXPECT_THAT(page, HasSubstr("80.0 MiB"));
  EXPECT_THAT(page, HasSubstr("3 pipe"));
  EXPECT_THAT(page, HasSubstr("not told"));
  EXPECT_THAT(page, HasSubstr("several writers"));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert(1)")));
}

TEST(HtmlText, FillsSlotsOnceAndLeavesUnknownOnes) {
  EXPECT_EQ(filled("{{a}}-{{b}}-{{c}} {{", {{"a", "{{b}}"}, {"b", "2"}}), "{{b}}-2-{{c}} {{");
}

TEST(ContentHash, IsTheHashBrowsersCompute) {
  // The example of CSP level 3, section 6.7.2.
  EXPECT_EQ(content_hash("alert('Hello, world.');"),
            "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
}

TEST(HtmlReport, FillsEverySlot) {
  for (const auto& record :
       {stable_run(), leaking_run(), inconclusive_run(), harness::RunRecord{}}) {
    const auto page = page_of(record);
    EXPECT_THAT(page.substr(0, page.find("<style>")), Not(HasSubstr("{{")));
    EXPECT_THAT(between(page, "<body", "id=\"run-data\""), Not(HasSubstr("{{")));
    EXPECT_THAT(page, HasSubstr("</html>"));
  }
}

TEST(HtmlReport, LetsNoHostileTextBecomeMarkup) {
  const auto page = page_of(leaking_run());
  EXPECT_EQ(count(page, "<script"), 2U);  // the data and the script
  EXPECT_EQ(count(page, "</script"), 2U);
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("\x1b")));
  EXPECT_THAT(page, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(page, Not(HasSubstr("\xFF")));
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(1)"));
}

TEST(HtmlReport, LoadsNothingAndAllowsOnlyItsOwnScriptAndStyle) {
  const auto page = page_of(leaking_run());
  const std::regex loads(R"re((src|href|action|data)\s*=\s*["']?\s*(https?:|//)|@import|url\()re",
                         std::regex::icase);
  EXPECT_FALSE(std::regex_search(page, loads));
  EXPECT_THAT(page, Not(HasSubstr(" style=\"")));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));

  const auto script = page.substr(page.rfind("<script>") + 8);
  EXPECT_THAT(page, HasSubstr(content_hash(script.substr(0, script.find("</script>")))));
  EXPECT_THAT(page, HasSubstr(content_hash(between(page, "<style>", "</style>"))));
}

TEST(HtmlReport, NamesCulpritsAndVerdicts) {
  const auto page = page_of(leaking_run());
  EXPECT_THAT(page, HasSubstr("<h1>leaking</h1>"));
  EXPECT_THAT(page, HasSubstr("2 after warm-up, 9 at the last rest point, +1 per cycle"));
  EXPECT_THAT(page, HasSubstr("shop0.example"));
  EXPECT_THAT(page, HasSubstr("--type=renderer"));
  EXPECT_THAT(page, HasSubstr("&#39;it&#39;\\&#39;&#39;s&#39; &#39;&#39;"));
  EXPECT_THAT(page_of(inconclusive_run()), HasSubstr("3 of 12 cycles"));
}

TEST(HtmlReport, HasASectionForTroublesThatAreNoLeaks) {
  auto record = leaking_run();
  EXPECT_THAT(page_of(record), Not(HasSubstr("Other troubles")));
  harness::Finding slower{.resource = harness::Resource::kWork, .baseline = 1, .last = 3};
  slower.kind = harness::FindingKind::kRestSlower;
  slower.counts = {1, 2, 3};
  slower.explanation = hostile_text();
  record.findings.push_back(slower);
  const std::string page = page_of(record);
  const std::string section =
      between(page, "<section aria-labelledby=\"other-troubles\">", "</section>");
  EXPECT_THAT(section, HasSubstr("time to rest"));
  EXPECT_THAT(section, HasSubstr("over the run, from 1.00 s to 3.00 s"));
  EXPECT_THAT(section, Not(HasSubstr("<script")));
}

TEST(HtmlReport, ShowsWhatWasExpectedAndWhatFailed) {
  const auto page = page_of(leaking_run());
  EXPECT_THAT(page, HasSubstr("; 1 of 3 expectations failed"));
  EXPECT_THAT(page, HasSubstr(R"(<td class="word failed">failed</td>)"));
  EXPECT_THAT(page, HasSubstr("9 after cycle 8"));
  EXPECT_THAT(page, HasSubstr("<code>/expect/at_rest/processes</code>"));
  EXPECT_THAT(page_of(stable_run()), Not(HasSubstr("Expectations")));
}

TEST(ChartData, HoldsTheSeriesAndTheMarks) {
  const auto record = leaking_run();
  const auto series = series_of(record, 300);
  const auto data = data_of(html_report(record, series));
  const auto& processes = data["charts"]["processes"];
  ASSERT_EQ(processes["x"].size(), 300U);
  ASSERT_EQ(processes["series"].size(), 6U);  // five roles and zombies
  EXPECT_EQ(processes["series"][2]["name"], "renderer");
  for (std::size_t i = 0; i < 300; ++i) {
    EXPECT_EQ(processes["series"][2]["values"][i], *series.roles[2].processes[i]);
    EXPECT_NEAR(processes["x"][i], series.seconds[i], 0.0006);
  }
  EXPECT_EQ(data["cycles"].size(), 8U);
  EXPECT_TRUE(data["cycles"][0]["warm_up"]);
  EXPECT_EQ(data["rests"].size(), 8U);
  EXPECT_EQ(data["faults"][0]["what"], "kill of the subject");
  EXPECT_EQ(data["charts"]["pss"]["x"].size(), 8U);
}

TEST(ChartData, KeepsPeaksOfALongRunInFewPoints) {
  const auto record = stable_run();
  auto series = series_of(record, 50'000);
  series.roles[1].rss[23'456] = 9e12;
  const auto data = json::parse(chart_data(record, series));
  const auto& rss = data["charts"]["rss"];
  EXPECT_LE(rss["x"].size(), kMaxPoints);
  EXPECT_THAT(rss["series"][1]["values"].get<std::vector<double>>(), testing::Contains(9e12));
}

TEST(ChartData, WritesUnmeasuredValuesAsNull) {
  RunSeries series{.seconds = {0, 1}, .zombies = {0, 0}};
  series.roles = {
      {.role = "browser", .processes = {1, 1}, .rss = {std::nullopt, 7}, .descriptors = {{}, {}}}};
  const auto data = json::parse(chart_data({}, series));
  EXPECT_EQ(data["charts"]["rss"]["series"][0]["values"], json::array({nullptr, 7.0}));
  EXPECT_TRUE(data["charts"]["descriptors"]["series"].empty());
}

}  // namespace
}  // namespace tidemark::reports
