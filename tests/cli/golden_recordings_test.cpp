// Real runs, leaky and sound, judged again from their recordings: the answer must stay the same, on
// every machine. tests/golden/recordings/record.sh makes them anew.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "cli/rejudge.hpp"
#include "cli/run_report.hpp"
#include "harness/record/names.hpp"
#include "harness/record/run_json.hpp"
#include "tests/reports/golden.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using harness::FindingKind;
using harness::name_of;
using nlohmann::ordered_json;

// Findings of other kinds may be added without a change here.
constexpr std::array kCompared = {FindingKind::kGrowth, FindingKind::kPlateau,
                                  FindingKind::kUnsettled, FindingKind::kOrphan,
                                  FindingKind::kWedged};

// A figure to as many digits as are the same wherever it is calculated.
std::string figure(double value) { return fmt::format("{:.9g}", value); }

ordered_json retirement_json(const harness::Retirement& retirement) {
  ordered_json whole{{"role", retirement.role},
                     {"share", figure(retirement.share)},
                     {"fresh_bytes", figure(retirement.fresh_bytes)},
                     {"bytes_per_task", figure(retirement.bytes_per_task)},
                     {"after_tasks", figure(retirement.after_tasks)}};
  if (retirement.start_s) whole["start_s"] = figure(*retirement.start_s);
  if (retirement.task_s) whole["task_s"] = figure(*retirement.task_s);
  if (retirement.extra) whole["extra"] = figure(*retirement.extra);
  return whole;
}

ordered_json finding_json(const harness::Finding& finding) {
  ordered_json culprits = ordered_json::array();
  for (const harness::Culprit& culprit : finding.culprits) {
    culprits.push_back({{"what", culprit.what.substr(0, 60)},
                        {"born_during", culprit.born_during},
                        {"born_in_cycle", culprit.born_in_cycle}});
  }
  ordered_json whole{{"resource", name_of(finding.resource)},
                     {"kind", name_of(finding.kind)},
                     {"role", finding.role},
                     {"leak", finding.leak},
                     {"baseline", figure(finding.baseline)},
                     {"last", figure(finding.last)},
                     {"per_cycle", figure(finding.per_cycle)},
                     {"culprits", std::move(culprits)}};
  if (finding.retirement) whole["retirement"] = retirement_json(*finding.retirement);
  return whole;
}

// What of a judgement must not change by itself: no wording.
std::string judgement_of(const harness::RunRecord& record) {
  ordered_json verdicts;
  for (const harness::ResourceVerdict& verdict : record.verdicts) {
    ordered_json& answer = verdicts[std::string(name_of(verdict.resource))];
    answer["verdict"] = name_of(verdict.verdict);
    if (verdict.bound_per_cycle) answer["bound_per_cycle"] = figure(*verdict.bound_per_cycle);
    if (verdict.bound_bytes_per_cycle) {
      answer["bound_bytes_per_cycle"] = figure(*verdict.bound_bytes_per_cycle);
    }
  }
  ordered_json findings = ordered_json::array();
  for (const harness::Finding& finding : record.findings) {
    if (std::ranges::find(kCompared, finding.kind) == kCompared.end()) continue;
    findings.push_back(finding_json(finding));
  }
  const ordered_json whole{{"verdict", name_of(record.verdict)},
                           {"verdicts", std::move(verdicts)},
                           {"findings", std::move(findings)}};
  return whole.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

class GoldenRecording : public ::testing::TestWithParam<std::string_view> {
 protected:
  [[nodiscard]] static std::string name() { return std::string(GetParam()); }
  [[nodiscard]] static Result<KeptRun> read() {
    return read_kept_run(fs::path(GOLDEN_DIR) / "recordings" / name());
  }
  // Memory decides where the recording is about it: the others are too short for it.
  static harness::RunRecord judged() {
    auto run = read();
    EXPECT_TRUE(run) << run.error().message;
    if (!run) return {};
    RejudgeOptions rules;
    rules.require = {"processes", "zombies", "descriptors", "directories"};
    if (about_memory()) rules.require.emplace_back("memory");
    const auto again = rejudge(*run, rules);
    EXPECT_TRUE(again) << again.error().message;
    return std::move(run->record);
  }
  [[nodiscard]] static bool about_memory() {
    return GetParam() == "memory-leak" || GetParam() == "browser-memory-leak" ||
           GetParam() == "warm-up";
  }
};

TEST_P(GoldenRecording, IsJudgedAsEver) {
  reports::expect_golden("recordings/" + name() + "/judgement.json", judgement_of(judged()));
}

TEST_P(GoldenRecording, IsJudgedFromItsRecordingAsItWasLive) {
  const auto live = read();
  ASSERT_TRUE(live) << live.error().message;
  const harness::RunRecord again = judged();
  ASSERT_EQ(live->record.verdicts.size(), again.verdicts.size());
  for (std::size_t i = 0; i < again.verdicts.size(); ++i) {
    // Two of them were called leaks when they were recorded, which is why they are kept.
    if (again.verdicts[i].resource == harness::Resource::kMemory) continue;
    EXPECT_EQ(live->record.verdicts[i].verdict, again.verdicts[i].verdict)
        << name_of(again.verdicts[i].resource) << ": " << again.verdicts[i].evidence;
  }
}

TEST_P(GoldenRecording, LeaksIfAndOnlyIfItsSubjectDoes) {
  const bool leaky = GetParam().ends_with("-leak");
  const harness::RunRecord record = judged();
  if (leaky) {
    EXPECT_EQ(record.verdict, harness::Verdict::kLeaking) << record.reason;
  } else {
    EXPECT_EQ(record.verdict, harness::Verdict::kStable) << record.reason;
    for (const harness::ResourceVerdict& verdict : record.verdicts) {
      EXPECT_NE(verdict.verdict, harness::Verdict::kLeaking) << verdict.evidence;
    }
  }
}

TEST_P(GoldenRecording, SaysWhenToReplaceWhatGrowsAsItDidLive) {
  const auto live = read();
  ASSERT_TRUE(live) << live.error().message;
  const harness::RunRecord again = judged();
  const auto leak = std::ranges::find_if(
      again.findings, [](const harness::Finding& it) { return it.retirement.has_value(); });
  ASSERT_EQ(leak != again.findings.end(), GetParam().ends_with("memory-leak"));
  for (const harness::Finding& finding : live->record.findings) {
    // Runs that are older than this advice have none.
    if (!finding.retirement) continue;
    // To the task; the rates it follows from are estimates, and better ones were found since.
    EXPECT_EQ(finding.retirement->role, leak->retirement->role);
    EXPECT_EQ(finding.retirement->after_tasks, leak->retirement->after_tasks);
    EXPECT_NEAR(finding.retirement->start_s.value_or(0), leak->retirement->start_s.value_or(0),
                0.001);
  }
}

TEST_P(GoldenRecording, NamesNoMachine) {
  const auto run = read();
  ASSERT_TRUE(run) << run.error().message;
  const std::string record = harness::to_json(run->record);
  for (const char* place : {"/home/", "/root/", "/tmp/", "/build/"}) {
    EXPECT_EQ(record.find(place), std::string::npos) << place;
    for (const auto& process : run->recording->processes) {
      for (const std::string& argument : process.command_line) {
        EXPECT_EQ(argument.find(place), std::string::npos) << argument;
      }
    }
  }
}

// "context_leak"
std::string test_name(const ::testing::TestParamInfo<std::string_view>& recording) {
  std::string name(recording.param);
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Recordings, GoldenRecording,
                         ::testing::Values("context-leak", "context-leak-fixed",
                                           "worker-browser-leak", "worker-browser-leak-fixed",
                                           "analyzer", "retiring-pool", "shared-browser",
                                           "memory-leak", "browser-memory-leak", "warm-up"),
                         test_name);

}  // namespace
}  // namespace tidemark::cli
