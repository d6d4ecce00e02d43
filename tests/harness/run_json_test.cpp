// run.json: what is written is read again, and what is wrong is named.
#include "harness/record/run_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>

#include "harness/record/names.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

// A record in which no field has its default.
RunRecord full_record() {
  RunRecord record{.name = "luxury-wall-7", .scenario = "luxury-wall"};
  record.scenario_file = "scenarios/luxury-wall.json";
  record.description = "Thirty brands behind walls";
  record.set = "soak";
  record.combination = "workers 3";
  record.expectations = {{.pointer = "/expect/at_rest/processes",
                          .what = "processes at rest",
                          .expected = "at most 8",
                          .actual = "11 after cycle 2",
                          .met = false},
                         {.pointer = "/expect/at_rest/pss_mib", .what = "memory"}};
  record.command = {"node", "subject.js", "--workers", "3"};
  record.subject_kind = "long_running";
  record.ownership = "subreaper";
  record.network = "mapped";
  record.environment = {.kernel = "6.1.0-18-amd64",
                        .machine = "x86_64",
                        .cores = 2,
                        .memory_bytes = 8ULL << 30U,
                        .browser = "/usr/lib/chromium/chromium-headless-shell",
                        .tidemark = "0.1.0",
                        .root = true};
  record.seed = std::numeric_limits<std::uint64_t>::max();
  record.started_at = "2026-03-01T12:00:00Z";
  record.started = 1'000'000us;
  record.ended = 61'000'000us;
  record.cycles_planned = 3;
  record.warm_up = 2;
  record.cycles = {{.index = 1,
                    .started = 1'100'000us,
                    .drained = 9'000'000us,
                    .rested = 11'000'000us,
                    .tasks = 30,
                    .answered = 30},
                   {.index = 2, .started = 11'000'000us, .drained = 20'000'000us, .tasks = 30}};
  record.faults = {{.at = 15'000'000us, .cycle = 2, .kind = "kill", .target = "subject"}};
  Finding finding{.resource = Resource::kZombies, .role = "renderer"};
  finding.kind = FindingKind::kOrphan;
  finding.baseline = 2;
  finding.last = 14;
  finding.per_cycle = 2.5;
  finding.counts = {0, 2, 14};
  finding.leak = true;
  finding.explanation = "12 more";
  finding.culprits = {{.pid = 4711,
                       .what = "chromium --type=renderer",
                       .age = 42s,
                       .born_during = "shop.example",
                       .born_in_cycle = 2}};
  finding.fingerprint = "5c1f0a92d3b7";
  finding.muted = Muted{.reason = "TICKET-7", .expires = "2026-12-31"};
  Finding growing{.resource = Resource::kMemory};
  growing.retirement = Retirement{.role = "browser",
                                  .share = 0.97,
                                  .at_once = 4,
                                  .fresh_bytes = 2e8,
                                  .bytes_per_task = 1e6,
                                  .after_tasks = 40,
                                  .after_cycles = 2.5,
                                  .tasks_seen = 144,
                                  .start_s = 1.0,
                                  .starts = 9,
                                  .task_s = 0.25,
                                  .extra = 0.21};
  record.findings = {finding, growing};
  record.mutes_file = "known.json";
  record.mutes = {{.fingerprint = "5c1f0a92d3b7",
                   .state = MuteState::kUsed,
                   .reason = "TICKET-7",
                   .expires = "2026-12-31",
                   .days_left = 12,
                   .scenario = "luxury-wall"}};
  record.verdicts = {{.resource = Resource::kZombies,
                      .required = false,
                      .verdict = Verdict::kLeaking,
                      .evidence = "12 more"},
                     {.resource = Resource::kDirectories,
                      .verdict = Verdict::kStable,
                      .evidence = "none",
                      .bound_per_cycle = 0.25,
                      .muted = 2}};
  record.verdict = Verdict::kLeaking;
  record.reason = "12 more zombies";
  record.completed = true;
  record.stuck = true;
  record.tasks_answered = 60;
  record.subject_ended = "exit code 0";
  record.notes = {"2 samples lost"};
  record.probe_cpu_share = 0.015;
  record.probe_longest_hold = std::chrono::microseconds(12'500);
  return record;
}

std::string read_all(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string error_of(std::string_view text) {
  const auto record = parse_run(text, "run.json");
  EXPECT_FALSE(record) << text;
  if (record) return "";
  EXPECT_EQ(record.error().code, ErrorCode::kBadInput);
  return record.error().message;
}

TEST(RunJson, ReadsWhatItWrote) {
  const auto text = to_json(full_record());
  const auto record = parse_run(text, "run.json");
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(to_json(*record), text);
  EXPECT_EQ(record->seed, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(record->cycles[0].rested, 11'000'000us);
  EXPECT_FALSE(record->cycles[1].rested);
  EXPECT_EQ(record->findings[0].kind, FindingKind::kOrphan);
  EXPECT_EQ(record->findings[0].culprits[0].age, 42s);
  ASSERT_TRUE(record->findings[0].muted);
  EXPECT_EQ(record->findings[0].muted->expires, "2026-12-31");
  EXPECT_FALSE(record->findings[0].retirement);
  ASSERT_TRUE(record->findings[1].retirement);
  EXPECT_EQ(record->findings[1].retirement->after_tasks, 40);
  EXPECT_EQ(record->findings[1].retirement->extra, 0.21);
  EXPECT_EQ(record->mutes[0].state, MuteState::kUsed);
  EXPECT_EQ(record->verdicts[1].bound_per_cycle, 0.25);
  EXPECT_EQ(record->environment.memory_bytes, 8ULL << 30U);
}

// The file's spelling is a promise to scripts. TIDEMARK_APPROVE=1 writes it anew.
TEST(RunJson, LooksAsItAlwaysDid) {
  const fs::path golden = fs::path(GOLDEN_DIR) / "run-record" / "run.json";
  if (std::getenv("TIDEMARK_APPROVE") != nullptr) {
    ASSERT_TRUE(write_run(golden, full_record()));
  }
  EXPECT_EQ(to_json(full_record()), read_all(golden));
}

TEST(RunJson, FillsInWhatAnOlderWriterDidNotKnow) {
  const auto record = parse_run(
      R"({"schema": "tidemark.run/1", "name": "n", "scenario": "s", "completed": false,
          "added_later": {"x": 1}, "reason": null})",
      "run.json");
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->verdict, Verdict::kInconclusive);
  EXPECT_EQ(record->warm_up, 1);
}

TEST(RunJson, WritesReplacementCharactersForBytesThatAreNoText) {
  RunRecord record{.name = "n", .scenario = "s"};
  record.command = {"a\xff\x1b"};
  const auto again = parse_run(to_json(record), "run.json");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->command[0], "a\xef\xbf\xbd\x1b");
}

TEST(RunJson, RefusesANewerSchemaAndWhatIsNone) {
  EXPECT_THAT(error_of(R"({"schema": "tidemark.run/2"})"),
              AllOf(StartsWith("run.json: /schema: "), HasSubstr("tidemark.run/2"),
                    HasSubstr("another version of Tidemark")));
  EXPECT_THAT(error_of(R"({"schema": "other/1"})"), HasSubstr("not a run record"));
  EXPECT_THAT(error_of(R"({"name": "n"})"), HasSubstr("/schema"));
  EXPECT_THAT(error_of("[]"), HasSubstr("not a run record"));
}

TEST(RunJson, NamesTheLineOfASyntaxError) {
  EXPECT_THAT(error_of("{\n\"schema\": "), AllOf(StartsWith("run.json: "), HasSubstr("line 2")));
  EXPECT_THAT(error_of(""), StartsWith("run.json: "));
  EXPECT_THAT(error_of("{\"schema\": \"\xff\"}"), StartsWith("run.json: "));
}

struct Malformed {
  const char* from;
  const char* to;
  const char* message;
};

class MalformedRun : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedRun, IsRefusedWithThePointer) {
  const auto& [from, to, message] = GetParam();
  auto text = to_json(full_record());
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, std::string_view(from).size(), to);
  EXPECT_THAT(error_of(text), StartsWith(std::string("run.json: ") + message));
}

INSTANTIATE_TEST_SUITE_P(
    All, MalformedRun,
    testing::Values(
        Malformed{R"("name": "luxury-wall-7",)", "", R"(/: the key "name" is missing)"},
        Malformed{R"("completed": true)", R"("completed": 1)",
                  "/completed: expected true or false, found number"},
        Malformed{R"("answered": 30)", R"("answered": "30")",
                  "/cycles/0/answered: expected a whole number, found string"},
        Malformed{R"("answered": 30)", R"("answered": 3e10)", "/cycles/0/answered: expected"},
        Malformed{R"("answered": 30)", R"("answered": 30000000000)",
                  "/cycles/0/answered: the number is out of range"},
        Malformed{"18446744073709551615", "-1", "/seed: the number is out of range"},
        Malformed{R"("resource": "zombies")", R"("resource": "zebras\u001b")",
                  R"(/verdicts/0/resource: "zebras\x1b" is unknown)"},
        Malformed{R"("kind": "orphan")", R"("kind": 4)", "/findings/0/kind: expected a string"},
        Malformed{R"("pid": 4711)", R"("pid": [])",
                  "/findings/0/culprits/0/pid: expected a whole number, found array"},
        Malformed{R"("environment": {)", R"("environment": 7, "was": {)",
                  "/environment: expected an object, found number"},
        Malformed{R"("notes": [)", R"("notes": "", "was": [)",
                  "/notes: expected an array, found string"},
        Malformed{R"("baseline": 2.0)", R"("baseline": 1e999)", "number overflow"}));

TEST(RunJson, ReplacesAFileAndLeavesNothingElse) {
  const auto folder = TempDir::create("tm-run-json");
  ASSERT_TRUE(folder);
  const auto file = folder->path() / "run.json";
  std::ofstream(file) << "old";
  std::ofstream(file.string() + ".new")
      << std::string(100'000, 'x');  // of a writer that was killed
  const auto written = write_run(file, full_record());
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(std::distance(fs::directory_iterator(folder->path()), {}), 1);
  const auto record = load_run(file);
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(to_json(*record), to_json(full_record()));
}

TEST(RunJson, KeepsTheOldFileWhenTheNewOneDoesNotFit) {
  const auto folder = TempDir::create("tm-run-json");
  ASSERT_TRUE(folder);
  const auto file = folder->path() / "run.json";
  std::ofstream(file) << "old";
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{.rlim_cur = 512, .rlim_max = RLIM_INFINITY};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  const auto written = write_run(file, full_record());
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("run.json.new"));
  EXPECT_EQ(read_all(file), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder->path()), {}), 1);
}

TEST(RunJson, SaysWhatItCannotOpen) {
  const auto missing = load_run("/nonexistent/run.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, HasSubstr("/nonexistent/run.json"));
  const auto unwritten = write_run("/nonexistent/run.json", {});
  ASSERT_FALSE(unwritten);
  EXPECT_EQ(unwritten.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace tidemark::harness
