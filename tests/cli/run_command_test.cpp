// `tidemark run` as it is used: the built program with small subjects.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/record/run_json.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/process/child.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;

class RunCommandTest : public test::LeavesNothingBehind {
 protected:
  void SetUp() override {
    LeavesNothingBehind::SetUp();
    folder_ = TempDir::create("tidemark-test").value();
    write("tiny.json", R"({"name": "tiny", "load": {"cycles": 4},
      "sites": [{"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}}]})");
  }
  void TearDown() override {
    folder_ = {};
    LeavesNothingBehind::TearDown();
  }

  struct Ended {
    int code = -1;
    std::string out;
    std::string err;
  };
  // Runs in the test's folder.
  Ended tidemark(std::vector<std::string> arguments) {
    const fs::path out = folder_.path() / "stdout";
    const fs::path err = folder_.path() / "stderr";
    // A shell only to have its output in files: pipes could fill up.
    arguments.insert(arguments.begin(),
                     {"-c", R"(out="$0" err="$1"; shift; exec "$@" >"$out" 2>"$err")", out.string(),
                      err.string(), TIDEMARK_PROGRAM});
    auto child = probes::Child::start({.program = "/bin/sh",
                                       .arguments = std::move(arguments),
                                       .working_directory = folder_.path()});
    EXPECT_TRUE(child) << child.error().message;
    const auto status = child->wait(Deadline::in(seconds(100)));
    EXPECT_TRUE(status) << "still running";
    return {
        .code = status ? status->code.value_or(-1) : -1, .out = text_of(out), .err = text_of(err)};
  }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_.path() / name) << text;
  }
  static std::string text_of(const fs::path& file) {
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }
  [[nodiscard]] fs::path path(const std::string& name) const { return folder_.path() / name; }

  TempDir folder_;
};

TEST_F(RunCommandTest, ASoundSubjectPassesAndLeavesARunFolder) {
  const Ended run = tidemark({"run", "tiny.json", "--per-cycle", "--", "cat"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("STABLE"));
  EXPECT_THAT(run.err, HasSubstr("cycle 4 of 4"));
  ASSERT_TRUE(fs::is_directory(path("runs")));
  const fs::path folder = fs::directory_iterator(path("runs"))->path();
  EXPECT_THAT(folder.filename().string(), testing::StartsWith("tiny-"));
  for (const char* file : {"run.json", "samples.sqlite", "subject.stdout", "report.html"}) {
    EXPECT_TRUE(fs::exists(folder / file)) << file;
  }
  const auto record = harness::load_run(folder / "run.json");
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_TRUE(record->completed);
  EXPECT_EQ(record->tasks_answered, 8);
}

TEST_F(RunCommandTest, ALeakySubjectExitsWithOneAndNamesTheCulprit) {
  const Ended run =
      tidemark({"run", "tiny.json", "--cycles", "3", "--per-cycle", "--json", "--quiet", "--out",
                "run", "--", "sh", "-c", "setsid sleep 12345 & cat"});
  EXPECT_EQ(run.code, 1) << run.err;
  EXPECT_THAT(run.err, IsEmpty());
  const auto record = harness::parse_run(run.out, "stdout");
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->verdict, harness::Verdict::kLeaking);
  EXPECT_THAT(record->reason, HasSubstr("sleep 12345"));
}

TEST_F(RunCommandTest, LostSlotsAreToldAndDecideNothing) {
  const Ended run = tidemark({"run", "tiny.json", "--network", "mapped", "--out", "run", "--",
                              test::victim_path("tells_of_slots").string(), "keeps", "b.com"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out,
              HasSubstr("Other troubles\n  lost slots (advice): 1 at first, 4 at the end"));
  const Ended again = tidemark({"report", "run", "--judge"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("lost slots (advice): 1 at first, 4 at the end"));
  EXPECT_THAT(text_of(path("run/report.html")), HasSubstr(">Other troubles</h2>"));
}

TEST_F(RunCommandTest, BadUsageExitsWithTwoAndRunsNothing) {
  EXPECT_EQ(tidemark({"run", "tiny.json", "--"}).code, 2);
  EXPECT_EQ(tidemark({"run"}).code, 2);
  EXPECT_EQ(tidemark({"run", "tiny.json", "--cycles", "0", "--", "cat"}).code, 2);
  EXPECT_EQ(tidemark({"run", "missing.json", "--", "cat"}).code, 2);
  write("bad.json", R"({"name": "bad", "sites": []})");
  const Ended bad = tidemark({"run", "tiny.json", "bad.json", "--per-cycle", "--", "cat"});
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.err, HasSubstr("bad.json: /sites"));
  EXPECT_FALSE(fs::exists(path("runs")));
}

TEST_F(RunCommandTest, AFolderInUseIsRefusedAndLeftAlone) {
  fs::create_directory(path("run"));
  write("run/mine", "precious");
  const Ended run = tidemark({"run", "tiny.json", "--out", "run", "--per-cycle", "--", "cat"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("exists already"));
  EXPECT_EQ(text_of(path("run/mine")), "precious");
  EXPECT_FALSE(fs::exists(path("run/run.json")));
}

TEST_F(RunCommandTest, AFolderThatCannotBeMadeExitsWithFive) {
  write("file", "");
  const Ended run = tidemark({"run", "tiny.json", "--out", "file/run", "--per-cycle", "--", "cat"});
  EXPECT_EQ(run.code, 5);
  EXPECT_THAT(run.err, HasSubstr("file"));
}

TEST_F(RunCommandTest, AFailingSubjectExitsWithFourAndItsLastWords) {
  const Ended run = tidemark({"run", "tiny.json", "--per-cycle", "--quiet", "--", "sh", "-c",
                              "echo 'no such \x1b[31mbrowser' >&2; exit 1"});
  EXPECT_EQ(run.code, 4);
  EXPECT_THAT(run.err, HasSubstr("exit code 1"));
  EXPECT_THAT(run.err, HasSubstr("no such \\x1b[31mbrowser"));
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(tidemark({"run", "tiny.json", "--", "no-such-program-anywhere"}).code, 4);
}

TEST_F(RunCommandTest, SeveralScenariosExitWithTheMostTelling) {
  write("stuck.json",
        R"({"name": "stuck", "sites": [{"hosts": ["x.com"], "behavior": {"kind": "page"}}]})");
  const Ended run =
      tidemark({"run", "stuck.json", "tiny.json", "--out", "both", "--per-cycle", "--", "sh", "-c",
                R"(read d; [ "$d" = x.com ] && exit 3; echo "$d"; cat)"});
  EXPECT_EQ(run.code, 4);
  EXPECT_TRUE(fs::exists(path("both/stuck/run.json")));
  const auto tiny = harness::load_run(path("both/tiny/run.json"));
  ASSERT_TRUE(tiny) << tiny.error().message;
  EXPECT_EQ(tiny->verdict, harness::Verdict::kStable) << tiny->reason;
}

TEST_F(RunCommandTest, ALeakIsJudgedTheSameFromItsRecording) {
  const Ended run = tidemark({"run", "tiny.json", "--per-cycle", "--out", "leak", "--quiet", "--",
                              "/bin/sh", "-c", R"(mktemp -d >/dev/null; cat)"});
  ASSERT_EQ(run.code, 1) << run.err;
  const auto first = harness::load_run(path("leak") / "run.json");
  ASSERT_TRUE(first) << first.error().message;

  const Ended again = tidemark({"report", "leak", "--judge", "--json"});
  EXPECT_EQ(again.code, 1) << again.err;
  const auto second = harness::parse_run(again.out, "stdout");
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->verdict, harness::Verdict::kLeaking);
  EXPECT_EQ(second->reason, first->reason);
  ASSERT_EQ(second->verdicts.size(), first->verdicts.size());
  for (std::size_t i = 0; i < first->verdicts.size(); ++i) {
    EXPECT_EQ(second->verdicts[i].verdict, first->verdicts[i].verdict);
    EXPECT_EQ(second->verdicts[i].evidence, first->verdicts[i].evidence);
  }
  ASSERT_EQ(second->findings.size(), first->findings.size());
  for (std::size_t i = 0; i < first->findings.size(); ++i) {
    ASSERT_EQ(second->findings[i].culprits.size(), first->findings[i].culprits.size());
    for (std::size_t j = 0; j < first->findings[i].culprits.size(); ++j) {
      EXPECT_EQ(second->findings[i].culprits[j].what, first->findings[i].culprits[j].what);
      EXPECT_EQ(second->findings[i].culprits[j].born_during,
                first->findings[i].culprits[j].born_during);
      EXPECT_EQ(second->findings[i].culprits[j].born_in_cycle,
                first->findings[i].culprits[j].born_in_cycle);
    }
  }

  const Ended lenient = tidemark({"report", "leak", "--judge", "--require", "processes,zombies"});
  EXPECT_EQ(lenient.code, 0) << lenient.out;
  EXPECT_THAT(lenient.out, HasSubstr("Judged again"));
  EXPECT_EQ(tidemark({"report", "leak", "--judge", "--require", "hats"}).code, 2);
  EXPECT_EQ(tidemark({"report", "leak", "--require", "memory"}).code, 2) << "without --judge";
  const Ended unjudged = tidemark({"report", "leak", "--json"});
  EXPECT_EQ(unjudged.code, 0);
  EXPECT_EQ(harness::parse_run(unjudged.out, "stdout")->verdict, harness::Verdict::kLeaking)
      << "run.json stays as it is";
}

// What leaves a directory for each domain, or not.
constexpr const char* kLeavesDirectories =
    R"(while read -r d; do mktemp -d >/dev/null; echo "$d"; done)";
constexpr const char* kLeavesNothing = R"(while read -r d; do echo "$d"; done)";
constexpr const char* kBriskScenario = R"({"name": "brisk", "rest": {"quiet_ms": 200},
  "sites": [{"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}}], "load": {"cycles": 4}})";

TEST_F(RunCommandTest, EndsWhenItIsSure) {
  write("brisk.json", kBriskScenario);
  const Ended run =
      tidemark({"run", "brisk.json", "--cycles", "40", "--interval", "100ms", "--until-sure",
                "--out", "sure", "--quiet", "--", "/bin/sh", "-c", kLeavesDirectories});
  EXPECT_EQ(run.code, 1) << run.err;
  const auto record = harness::load_run(path("sure") / "run.json");
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->cycles.size(), 6U) << "the first look is after five that count";
  EXPECT_TRUE(record->ended_early);
  EXPECT_TRUE(record->completed);
  EXPECT_EQ(tidemark({"report", "sure", "--judge", "--quiet"}).code, 1);
}

TEST_F(RunCommandTest, ComparesTwoPrograms) {
  write("brisk.json", kBriskScenario);
  write("leaves.sh", kLeavesDirectories);
  write("clean.sh", kLeavesNothing);
  const Ended run = tidemark({"run", "brisk.json", "--interval", "100ms", "--out", "both",
                              "--baseline", "sh clean.sh", "--", "sh", "leaves.sh"});
  EXPECT_EQ(run.code, 1) << run.err;
  EXPECT_THAT(run.out, HasSubstr("directories leak in 5 of 5 runs of the candidate and 0 of 5"));
  EXPECT_TRUE(fs::exists(path("both/report.html")));
  EXPECT_TRUE(fs::exists(path("both/5-baseline/report.html")));

  const Ended again = tidemark({"report", "both", "--judge"});
  EXPECT_EQ(again.code, 1) << again.err;
  EXPECT_EQ(again.out, run.out);
}

TEST_F(RunCommandTest, SaysWhatAComparisonLacks) {
  const Ended few = tidemark({"run", "tiny.json", "--baseline", "cat", "--pairs", "4"});
  EXPECT_EQ(few.code, 2);
  EXPECT_THAT(few.err, HasSubstr("at least 5 pairs"));
  EXPECT_EQ(tidemark({"run", "tiny.json", "--baseline", ""}).code, 2);
  EXPECT_EQ(tidemark({"run", "tiny.json", "--pairs", "6"}).code, 2) << "without a baseline";
  EXPECT_EQ(tidemark({"run", "tiny.json", "--baseline", "cat", "--tolerance", "much"}).code, 2);
}

TEST_F(RunCommandTest, EndsAComparisonWhoseBaselineCannotStart) {
  write("brisk.json", kBriskScenario);
  const Ended run = tidemark({"run", "brisk.json", "--out", "broken", "--baseline",
                              "no-such-program-anywhere", "--", "cat"});
  EXPECT_EQ(run.code, 4);
  EXPECT_THAT(run.out, HasSubstr("incomplete"));
}

}  // namespace
}  // namespace tidemark::cli
