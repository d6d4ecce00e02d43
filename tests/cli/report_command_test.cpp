// `tidemark report` as a program, on folders as runs leave them.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include <nlohmann/json.hpp>

#include "harness/record/run_events.hpp"
#include "harness/record/run_json.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/process/child.hpp"
#include "probes/recording/recording.hpp"
#include "tests/reports/sample_run.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ReportCommand : public test::LeavesNothingBehind {
 protected:
  void SetUp() override {
    LeavesNothingBehind::SetUp();
    auto dir = TempDir::create("tidemark-test");
    ASSERT_TRUE(dir) << dir.error().message;
    dir_ = std::move(*dir);
    folder = dir_.path() / "run";
    fs::create_directory(folder);
  }
  void TearDown() override {
    dir_ = TempDir();
    LeavesNothingBehind::TearDown();
  }

  // The exit code of `tidemark report ARGUMENTS`; what it printed is in `out` and `error`.
  int report(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "report");
    const auto file = [&](const char* name) {
      return UniqueFd(
          ::open((dir_.path() / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    };
    std::optional<int> code;
    {
      const auto out_file = file("out");
      const auto error_file = file("error");
      auto child =
          probes::Child::start({.program = TIDEMARK_PROGRAM, .arguments = std::move(arguments)},
                               {.descriptors = {{.theirs = 1, .ours = out_file.get()},
                                                {.theirs = 2, .ours = error_file.get()}}});
      if (!child) return -1;
      code = child->wait(test::soon()).value_or(probes::ExitStatus{}).code;
    }
    out = text_of(dir_.path() / "out");
    error = text_of(dir_.path() / "error");
    return code.value_or(-1);
  }

  void write_record(const harness::RunRecord& record) const {
    const auto written = harness::write_run(folder / "run.json", record);
    ASSERT_TRUE(written) << written.error().message;
  }

  // Records two ticks and a cycle into `path` and leaves the recorder open.
  static probes::Recorder record_into(const fs::path& path) {
    auto recorder = probes::Recorder::create(path, {{"scenario", "luxury-wall"}, {"cycles", "9"}});
    EXPECT_TRUE(recorder) << recorder.error().message;
    const auto at = steady_now();
    probes::ProcessSample browser{.facts = {.id = {.pid = 77, .start_ticks = 5}, .name = "chrome"},
                                  .role = probes::Role::kBrowser};
    browser.facts.rss = Bytes::mib(90);
    recorder->add_event(at, harness::kCycleStarted, R"({"cycle":1,"tasks":3})");
    recorder->add_event(at, harness::kTaskEnded, R"({"task":"a.example"})");
    recorder->add({.at = at, .processes = {browser}});
    recorder->add({.at = at + Milliseconds(500), .processes = {browser}});
    EXPECT_TRUE(recorder->flush(test::soon()));
    return *std::move(recorder);
  }

  void write_samples() const {
    auto recorder = record_into(folder / "samples.sqlite");
    ASSERT_TRUE(recorder.close(test::soon()));
  }

  [[nodiscard]] std::string page() const { return text_of(folder / "report.html"); }

  TempDir dir_;
  fs::path folder;
  std::string out;
  std::string error;
};

TEST_F(ReportCommand, SaysWhyARunCannotBeJudgedAgain) {
  write_record(reports::leaking_run());
  EXPECT_EQ(report({folder.string(), "--judge"}), 2);
  EXPECT_THAT(error, HasSubstr("samples.sqlite is missing"));
  write_samples();
  EXPECT_EQ(report({folder.string(), "--judge"}), 2);
  EXPECT_THAT(error, HasSubstr("no rest point is in its recording"));
}

TEST_F(ReportCommand, PrintsTheVerdictAndWritesThePageWhateverTheVerdict) {
  write_record(reports::leaking_run());
  write_samples();
  EXPECT_EQ(report({folder.string()}), 0) << error;
  EXPECT_THAT(out, StartsWith("LEAKING"));
  EXPECT_THAT(out, HasSubstr("Report: " + (folder / "report.html").string()));
  EXPECT_THAT(out, Not(HasSubstr("\x1b")));  // no terminal, no colour
  EXPECT_EQ(error, "");
  EXPECT_THAT(page(), HasSubstr("<h1>leaking</h1>"));
  EXPECT_THAT(page(), HasSubstr(R"("name":"browser")"));
}

TEST_F(ReportCommand, PrintsTheRecordForPrograms) {
  write_record(reports::stable_run());
  write_samples();
  EXPECT_EQ(report({folder.string(), "--json"}), 0) << error;
  EXPECT_EQ(nlohmann::json::parse(out)["schema"], "tidemark.run/1");
  EXPECT_EQ(report({folder.string(), "--quiet"}), 0) << error;
  EXPECT_EQ(out, "");
}

TEST_F(ReportCommand, ShowsARunThatWasKilledInItsFirstCycle) {
  harness::RunRecord begun{.name = "wall", .scenario = "luxury-wall", .cycles_planned = 9};
  write_record(begun);
  // As a kill leaves it: most of it still in the write-ahead log.
  auto recorder = record_into(dir_.path() / "live.sqlite");
  fs::copy_file(dir_.path() / "live.sqlite", folder / "samples.sqlite");
  fs::copy_file(dir_.path() / "live.sqlite-wal", folder / "samples.sqlite-wal");
  ASSERT_TRUE(recorder.close(test::soon()));

  EXPECT_EQ(report({folder.string()}), 0) << error;
  EXPECT_THAT(out, StartsWith("INCONCLUSIVE  wall (luxury-wall)  incomplete: 1 of 9 cycles"));
  EXPECT_THAT(out, HasSubstr("1 of 3 answered"));
  EXPECT_THAT(page(), HasSubstr(R"("name":"browser")"));
}

TEST_F(ReportCommand, ShowsSamplesWithoutARecord) {
  write_samples();
  EXPECT_EQ(report({folder.string() + "/"}), 0) << error;
  EXPECT_THAT(out, StartsWith("INCONCLUSIVE  run (luxury-wall)"));
}

TEST_F(ReportCommand, ShowsARecordWithoutSamplesAndSaysSo) {
  write_record(reports::stable_run());
  EXPECT_EQ(report({folder.string()}), 0) << error;
  EXPECT_THAT(out, StartsWith("STABLE"));
  EXPECT_THAT(out, HasSubstr("There are no charts"));
  EXPECT_THAT(page(), HasSubstr("There are no charts"));
}

TEST_F(ReportCommand, WritesElsewhereWhereTheFolderCannotBeWritten) {
  write_record(reports::stable_run());
  fs::create_directory(folder / "report.html");  // stops root as well
  std::ofstream(folder / "report.html" / "full") << "x";
  EXPECT_NE(report({folder.string()}), 0);
  EXPECT_THAT(error, HasSubstr("--out FILE"));
  const auto elsewhere = dir_.path() / "elsewhere.html";
  EXPECT_EQ(report({folder.string(), "--out", elsewhere.string()}), 0) << error;
  EXPECT_THAT(text_of(elsewhere), HasSubstr("<h1>stable</h1>"));
}

TEST_F(ReportCommand, SaysWhyAFolderIsNoRun) {
  EXPECT_EQ(report({folder.string()}), 2);
  EXPECT_THAT(error, HasSubstr("neither run.json nor samples.sqlite"));
  EXPECT_EQ(report({(dir_.path() / "none").string()}), 2);
  EXPECT_THAT(error, HasSubstr("none: No such file or directory"));
  std::ofstream(dir_.path() / "file") << "x";
  EXPECT_EQ(report({(dir_.path() / "file").string()}), 2);
  EXPECT_THAT(error, HasSubstr("is not a folder"));
}

TEST_F(ReportCommand, SaysWhatIsWrongInADamagedRun) {
  std::ofstream(folder / "run.json") << R"({"schema": "tidemark.run/1", "seed": "many"})";
  EXPECT_EQ(report({folder.string()}), 2);
  EXPECT_THAT(error, HasSubstr("run.json: /"));
  fs::remove(folder / "run.json");
  std::ofstream(folder / "samples.sqlite") << "no database at all, but long enough to look at";
  EXPECT_EQ(report({folder.string()}), 2);
  EXPECT_THAT(error, HasSubstr("samples.sqlite"));
}

}  // namespace
}  // namespace tidemark::cli
