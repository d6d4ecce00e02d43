// A recording gives back what went in, whatever happened in between.
#include "probes/recording/recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>
#include <thread>

#include "probes/base/temp_dir.hpp"
#include "probes/database/database.hpp"
#include "probes/recording/recording_reader.hpp"
#include "tests/probes/recording/synthetic_run.hpp"
#include "tests/probes/sampling/as_nobody.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::chrono::milliseconds kHalf{500};

Deadline soon() { return Deadline::in(std::chrono::seconds(30)); }

class Recording : public testing::Test {
 protected:
  Recorder create() {
    auto recorder = Recorder::create(path, {{"scenario", "luxury-wall"}, {"seed", "7"}});
    EXPECT_TRUE(recorder) << recorder.error().message;
    return *std::move(recorder);
  }
  // Two processes born during a task, of which one becomes a zombie and ends; and one that no look
  // saw.
  static void add_short_run(Recorder& recorder) {
    recorder.add_event(at_second(0), "task_start", R"({"domain":"a.example"})");
    recorder.add(
        {.at = at_second(1),
         .with_detail = true,
         .processes = {subject_sample(), renderer_sample()},
         .births = {{.id = kSubjectId}, {.id = kRendererId, .task = "a.example"}},
         .holdings = {{.kind = Holding::Kind::kListening,
                       .holder = kRendererId,
                       .name = "tcp 127.0.0.1:9222"},
                      {.kind = Holding::Kind::kSharedMemory,
                       .name = "/dev/shm/segment",
                       .bytes = Bytes::mib(2)}},
         .cgroup = CgroupFacts{.version = 1, .current = Bytes::mib(90), .pids_current = 14},
         .cost = {.wall = std::chrono::microseconds(900), .cpu = std::chrono::microseconds(700)}});
    ProcessSample zombie = renderer_sample();
    zombie.facts.state = 'Z';
    zombie.facts.parent = 1;
    zombie.detail = {};
    recorder.add({.at = at_second(2), .processes = {subject_sample(), zombie}});
    recorder.add({.at = at_second(3),
                  .processes = {subject_sample()},
                  .deaths = {kRendererId},
                  .ends = {{.id = kRendererId, .at = at_second(2) + kHalf, .exit_signal = 9}},
                  .unsampled = {{.id = {.pid = 202, .start_ticks = 6200},
                                 .parent = 200,
                                 .name = "sh",
                                 .started = at_second(2),
                                 .ended = at_second(2) + std::chrono::milliseconds(5),
                                 .exit_code = 3,
                                 .task = "a.example"}}});
    recorder.add_event(at_second(3), "rest", "not { json");
    recorder.add({.at = at_second(2),
                  .took = kHalf,
                  .via = "https",
                  .client = "127.0.0.1:40312",
                  .host = "a.example",
                  .asked = "GET /",
                  .behavior = "tarpit",
                  .outcome = "client_closed"});
    recorder.add({.at = at_second(1),
                  .via = "dns",
                  .host = "b.example",
                  .asked = "A",
                  .outcome = "answered",
                  .status = 3,
                  .sent = Bytes{27},
                  .answer = "edge.net"});
    recorder.leave_out(4);
  }
  static void expect_short_run(const RecordedRun& run) {
    ASSERT_EQ(run.processes.size(), 3U);
    const RecordedProcess& renderer = run.processes[1];
    EXPECT_EQ(renderer.id, kRendererId);
    EXPECT_EQ(renderer.parent, 200);
    EXPECT_EQ(renderer.name, "chrome");
    EXPECT_EQ(renderer.role, Role::kRenderer);
    EXPECT_EQ(renderer.task, "a.example");
    EXPECT_EQ(renderer.started, at_second(-39));
    EXPECT_EQ(renderer.first_seen, at_second(1));
    EXPECT_EQ(renderer.ended, at_second(2) + kHalf);
    EXPECT_EQ(renderer.exit_signal, 9);
    EXPECT_EQ(renderer.exit_code, std::nullopt);
    EXPECT_TRUE(renderer.sampled);
    const RecordedProcess& unsampled = run.processes[2];
    EXPECT_FALSE(unsampled.sampled);
    EXPECT_EQ(unsampled.name, "sh");
    EXPECT_EQ(unsampled.exit_code, 3);
    EXPECT_EQ(unsampled.task, "a.example");
    EXPECT_EQ(unsampled.ended, at_second(2) + std::chrono::milliseconds(5));
    EXPECT_EQ(run.processes[0].task, std::nullopt);
    EXPECT_EQ(run.processes[0].ended, std::nullopt);
    EXPECT_THAT(run.processes[0].command_line, ElementsAre("python3", "crawl.py", "caf\ufffd", ""));

    ASSERT_EQ(run.ticks.size(), 3U);
    EXPECT_TRUE(run.ticks[0].with_detail);
    EXPECT_EQ(run.ticks[0].cost.wall, std::chrono::microseconds(900));
    ASSERT_EQ(run.ticks[0].samples.size(), 2U);
    const RecordedSample& first = run.ticks[0].samples[1];
    EXPECT_EQ(first.process, renderer.number);
    EXPECT_EQ(first.rss, Bytes::mib(80));
    EXPECT_EQ(first.descriptors.why(), Absence::kDenied);
    EXPECT_EQ(first.detail, renderer_sample().detail);
    const RecordedSample& second = run.ticks[1].samples[1];
    EXPECT_EQ(second.state, 'Z');
    EXPECT_EQ(first.parent, 200);
    EXPECT_EQ(second.parent, 1);
    EXPECT_FALSE(second.detail.memory);
    ASSERT_TRUE(run.ticks[0].cgroup);
    EXPECT_EQ(run.ticks[0].cgroup->current, Bytes::mib(90));
    EXPECT_EQ(run.ticks[0].cgroup->pids_current, 14);
    EXPECT_EQ(run.ticks[0].cgroup->peak.why(), Absence::kUnsupported);
    EXPECT_FALSE(run.ticks[1].cgroup);
    ASSERT_EQ(run.ticks[0].holdings.size(), 2U);
    EXPECT_EQ(run.ticks[0].holdings[0].kind, Holding::Kind::kListening);
    EXPECT_EQ(run.ticks[0].holdings[0].holder, renderer.number);
    EXPECT_EQ(run.ticks[0].holdings[0].name, "tcp 127.0.0.1:9222");
    EXPECT_EQ(run.ticks[0].holdings[1].bytes, Bytes::mib(2));
    EXPECT_EQ(run.ticks[0].holdings[1].holder, std::nullopt);
    EXPECT_EQ(run.ticks[2].samples.size(), 1U);

    ASSERT_EQ(run.events.size(), 2U);
    EXPECT_EQ(run.events[0].kind, "task_start");
    EXPECT_EQ(run.events[0].detail, R"({"domain":"a.example"})");
    EXPECT_EQ(run.events[1].at, at_second(3));
    EXPECT_EQ(run.events[1].detail, R"("not { json")");

    ASSERT_EQ(run.requests.size(), 2U);
    const RecordedRequest& query = run.requests[0];
    EXPECT_EQ(query.at, at_second(1));
    EXPECT_EQ(query.behavior, std::nullopt);
    EXPECT_EQ(query.status, 3U);
    EXPECT_EQ(query.sent, Bytes{27});
    EXPECT_EQ(query.answer, "edge.net");
    const RecordedRequest& request = run.requests[1];
    EXPECT_EQ(request.took, kHalf);
    EXPECT_EQ(request.via, "https");
    EXPECT_EQ(request.client, "127.0.0.1:40312");
    EXPECT_EQ(request.host, "a.example");
    EXPECT_EQ(request.asked, "GET /");
    EXPECT_EQ(request.behavior, "tarpit");
    EXPECT_EQ(request.outcome, "client_closed");
    EXPECT_EQ(request.status, std::nullopt);
    EXPECT_EQ(request.answer, std::nullopt);
  }

  TempDir dir = TempDir::create("tidemark-test").value();
  fs::path path = dir.path() / "samples.sqlite";
};

TEST_F(Recording, GivesBackWhatWentIn) {
  const SteadyTime before = steady_now();
  Recorder recorder = create();
  add_short_run(recorder);
  ASSERT_TRUE(recorder.close(soon()));
  const auto run = read_recording(path);
  ASSERT_TRUE(run) << run.error().message;
  expect_short_run(*run);
  EXPECT_TRUE(run->closed);
  EXPECT_EQ(run->dropped_ticks, 0U);
  EXPECT_EQ(run->requests_left_out, 4U);
  EXPECT_EQ(run->facts.at("scenario"), "luxury-wall");
  EXPECT_EQ(run->facts.at("boot_id"), read_boot_id().value());
  EXPECT_EQ(run->facts.size(), 3U);
  EXPECT_GE(run->clock.steady + std::chrono::microseconds(1), before);
  EXPECT_LE(run->clock.steady, steady_now());
  EXPECT_LT(run->clock.wall - std::chrono::system_clock::now(), std::chrono::minutes(1));
}

TEST_F(Recording, IsASingleFileOnceClosed) {
  Recorder recorder = create();
  add_short_run(recorder);
  ASSERT_TRUE(recorder.close(soon()));
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), {}), 1);
}

TEST_F(Recording, IsReadableWhileItIsWritten) {
  Recorder recorder = create();
  add_short_run(recorder);
  ASSERT_TRUE(recorder.flush(soon()));
  const auto run = read_recording(path);
  ASSERT_TRUE(run) << run.error().message;
  expect_short_run(*run);
  EXPECT_FALSE(run->closed);
  EXPECT_TRUE(recorder.close(soon()));
}

TEST_F(Recording, IsWrittenByTheDestructorToo) {
  {
    Recorder recorder = create();
    add_short_run(recorder);
  }
  const auto run = read_recording(path);
  ASSERT_TRUE(run) << run.error().message;
  expect_short_run(*run);
}

TEST_F(Recording, IsWrittenWithinASecondWithoutBeingAsked) {
  Recorder recorder = create();
  add_short_run(recorder);
  const Deadline deadline = soon();
  std::size_t events = 0;
  while (events == 0 && !deadline.passed()) {
    const auto run = read_recording(path);
    ASSERT_TRUE(run) << run.error().message;
    events = run->events.size();
    std::this_thread::yield();
  }
  EXPECT_EQ(events, 2U);
}

TEST_F(Recording, KeepsTheLatestRoleAndCommandLineOfAProcess) {
  Recorder recorder = create();
  ProcessSample before_exec = renderer_sample();
  before_exec.role = Role::kOther;
  before_exec.facts.command_line = {"python3"};
  recorder.add(
      {.at = at_second(1), .processes = {before_exec}, .births = {{kRendererId, "b.example"}}});
  ASSERT_TRUE(recorder.flush(soon()));
  recorder.add({.at = at_second(2), .processes = {renderer_sample()}});
  ASSERT_TRUE(recorder.close(soon()));
  const auto run = read_recording(path);
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->processes.size(), 1U);
  EXPECT_EQ(run->processes[0].role, Role::kRenderer);
  EXPECT_EQ(run->processes[0].command_line, renderer_sample().facts.command_line);
  EXPECT_EQ(run->processes[0].task, "b.example");
  EXPECT_EQ(run->processes[0].first_seen, at_second(1));
}

TEST_F(Recording, OfAnEarlierTidemarkHasNoRequests) {
  Recorder recorder = create();
  add_short_run(recorder);
  ASSERT_TRUE(recorder.close(soon()));
  {
    auto database = Database::open(path, Database::Access::kWrite);
    ASSERT_TRUE(database) << database.error().message;
    ASSERT_TRUE(database->run("DROP TABLE requests"));
  }
  const auto run = read_recording(path);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run->ticks.size(), 3U);
  EXPECT_TRUE(run->requests.empty());
}

TEST_F(Recording, HoldsSoManyRequestsAndCountsTheRest) {
  constexpr std::size_t kMost = 100'000;
  Recorder recorder = create();
  for (std::size_t i = 0; i < kMost + 3; ++i) {
    recorder.add({.at = at_second(1), .via = "http", .host = "a.example", .outcome = "answered"});
  }
  ASSERT_TRUE(recorder.close(soon()));
  const auto run = read_recording(path);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run->requests.size(), kMost);
  EXPECT_EQ(run->requests_left_out, 3U);
}

TEST_F(Recording, IgnoresWhatComesAfterClose) {
  Recorder recorder = create();
  ASSERT_TRUE(recorder.close(soon()));
  add_short_run(recorder);
  EXPECT_TRUE(recorder.flush(soon()));
  EXPECT_TRUE(recorder.close(soon()));
  EXPECT_TRUE(read_recording(path).value().ticks.empty());
}

TEST_F(Recording, RefusesAFileThatExistsAndADirectoryThatDoesNot) {
  std::ofstream(path) << "precious";
  auto exists = Recorder::create(path, {});
  ASSERT_FALSE(exists);
  EXPECT_EQ(exists.error().code, ErrorCode::kBadInput);
  EXPECT_EQ(fs::file_size(path), 8U);
  auto nowhere = Recorder::create(dir.path() / "no" / "samples.sqlite", {});
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, ErrorCode::kNotFound);
}

// A disk that is full: no file of this process may grow beyond a limit.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(Bytes limit) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limited{.rlim_cur = limit.count, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(Recording, SurvivesAFullDiskAndCatchesUpWhenThereIsRoomAgain) {
  Recorder recorder = create();
  const std::string large(4096, 'x');
  {
    const FileSizeLimit limit(Bytes::kib(300));
    for (int i = 0; i < 200; ++i) recorder.add_event(at_second(i), "note", '"' + large + '"');
    const auto flushed = recorder.flush(soon());
    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().code, ErrorCode::kNoSpace) << flushed.error().message;
    EXPECT_THAT(flushed.error().message, HasSubstr("samples.sqlite"));
    EXPECT_TRUE(read_recording(path).value().events.empty());
  }
  // The writer may have tried once more, and failed once more, before the limit was lifted.
  static_cast<void>(recorder.flush(soon()));
  const auto closed = recorder.close(soon());
  EXPECT_TRUE(closed) << closed.error().message;
  EXPECT_EQ(read_recording(path).value().events.size(), 200U);
}

TEST_F(Recording, CountsWhatItHadToDropOnADiskThatStaysFull) {
  Recorder recorder = create();
  ASSERT_TRUE(recorder.flush(soon()));
  TreeSample crowd{.at = at_second(1)};
  for (int pid = 1; pid <= 1000; ++pid) {
    crowd.processes.push_back(subject_sample());
    crowd.processes.back().facts.id = {.pid = pid, .start_ticks = 1};
  }
  {
    const FileSizeLimit limit(Bytes::kib(64));
    for (int i = 0; i < 250; ++i) recorder.add(crowd);
    EXPECT_FALSE(recorder.flush(soon()));
  }
  static_cast<void>(recorder.flush(soon()));
  ASSERT_TRUE(recorder.close(soon()));
  const auto run = read_recording(path);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run->ticks.size(), 200U);
  EXPECT_EQ(run->dropped_ticks, 50U);
  EXPECT_EQ(run->processes.size(), 1000U);
}

TEST_F(Recording, IsReadFromADirectoryThatCannotBeWritten) {
  Recorder recorder = create();
  add_short_run(recorder);
  ASSERT_TRUE(recorder.close(soon()));
  fs::permissions(dir.path(), fs::perms(0555));
  {
    const AsNobody nobody;
    ASSERT_TRUE(nobody.dropped());
    const auto run = read_recording(path);
    ASSERT_TRUE(run) << run.error().message;
    expect_short_run(*run);
  }
  fs::permissions(dir.path(), fs::perms(0700));
}

TEST_F(Recording, CutOffInAWriteAheadLogIsReadFromADirectoryThatCannotBeWritten) {
  Recorder recorder = create();
  add_short_run(recorder);
  ASSERT_TRUE(recorder.flush(soon()));
  // What a kill leaves: the file and its log, without the index that only a running SQLite keeps.
  const fs::path killed = dir.path() / "killed";
  fs::create_directory(killed);
  fs::copy_file(path, killed / "samples.sqlite");
  fs::copy_file(path.string() + "-wal", killed / "samples.sqlite-wal");
  fs::permissions(dir.path(), fs::perms(0755));
  fs::permissions(killed, fs::perms(0555));
  {
    const AsNobody nobody;
    ASSERT_TRUE(nobody.dropped());
    const auto run = read_recording(killed / "samples.sqlite");
    ASSERT_TRUE(run) << run.error().message;
    expect_short_run(*run);
    EXPECT_FALSE(run->closed);
  }
  fs::permissions(killed, fs::perms(0700));
}

TEST_F(Recording, SaysWhenAFileIsNotOne) {
  const auto absent = read_recording(path);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound);

  const std::ofstream empty(dir.path() / "empty");
  std::ofstream(dir.path() / "text") << std::string(5000, 'x');
  const std::ofstream other_file(dir.path() / "other.sqlite");
  {
    auto other = Database::open(dir.path() / "other.sqlite", Database::Access::kWrite);
    ASSERT_TRUE(other && other->run("CREATE TABLE bookmarks (url TEXT); PRAGMA user_version = 1"));
  }
  for (const char* name : {"empty", "text", "other.sqlite", "."}) {
    const auto run = read_recording(dir.path() / name);
    ASSERT_FALSE(run) << name;
    EXPECT_EQ(run.error().code, ErrorCode::kBadInput) << name << ": " << run.error().message;
  }
}

TEST_F(Recording, OfANewerTidemarkIsRefused) {
  ASSERT_TRUE(create().close(soon()));
  {
    auto database = Database::open(path, Database::Access::kWrite);
    ASSERT_TRUE(database && database->run("PRAGMA user_version = 99"));
  }
  const auto run = read_recording(path);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(run.error().message, HasSubstr("version 99"));
}

TEST_F(Recording, ThatIsDamagedIsRefusedNotMisread) {
  Recorder recorder = create();
  add_short_run(recorder);
  ASSERT_TRUE(recorder.close(soon()));
  const auto size = fs::file_size(path);
  for (const auto cut : {size / 2, size - 4096, std::uintmax_t{100}}) {
    fs::resize_file(path, cut);
    const auto run = read_recording(path);
    ASSERT_FALSE(run) << cut;
    EXPECT_EQ(run.error().code, ErrorCode::kBadInput) << run.error().message;
  }
}

TEST_F(Recording, WithARoleNobodyKnowsIsRefused) {
  Recorder recorder = create();
  add_short_run(recorder);
  ASSERT_TRUE(recorder.close(soon()));
  {
    auto database = Database::open(path, Database::Access::kWrite);
    ASSERT_TRUE(database && database->run("UPDATE processes SET role = 'emperor'"));
  }
  const auto run = read_recording(path);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, ErrorCode::kBadInput);
}

// The queries of docs/recording.md, run as they stand there.
TEST_F(Recording, AnswersTheQueriesOfItsDocumentation) {
  Recorder recorder = create();
  add_short_run(recorder);
  ASSERT_TRUE(recorder.close(soon()));
  std::ifstream docs(fs::path(TIDEMARK_SOURCE_DIR) / "docs" / "recording.md");
  std::optional<std::string> query;
  std::vector<std::string> queries;
  for (std::string line; std::getline(docs, line);) {
    if (line == "```sql") {
      query.emplace();
    } else if (line == "```" && query) {
      queries.push_back(*std::exchange(query, std::nullopt));
    } else if (query) {
      *query += line + '\n';
    }
  }
  ASSERT_GE(queries.size(), 5U);
  auto database = Database::open(path, Database::Access::kRead);
  ASSERT_TRUE(database);
  for (const std::string& sql : queries) {
    auto statement = database->prepare(sql);
    ASSERT_TRUE(statement) << sql << statement.error().message;
    const auto row = statement->next();
    ASSERT_TRUE(row) << sql << row.error().message;
    EXPECT_TRUE(*row) << "no rows: " << sql;
  }
}

}  // namespace
}  // namespace tidemark::probes
