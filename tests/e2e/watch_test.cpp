// `tidemark watch` as it is used: on commands, processes and cgroups, by people and programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "probes/ownership/cgroup_scope.hpp"
#include "probes/recording/recording_reader.hpp"
#include "tests/e2e/program.hpp"
#include "tests/e2e/terminal.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using probes::ExitStatus;
using std::chrono::seconds;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kAlternateScreen = "\x1b[?1049h";
constexpr const char* kOrdinaryScreen = "\x1b[?1049l";

class Watch : public EndToEnd {
 protected:
  static std::vector<json> objects(const Finished& finished) {
    std::vector<json> objects;
    for (const std::string& line : finished.lines()) objects.push_back(json::parse(line));
    return objects;
  }
  static std::string victim(const std::string& name) { return victim_path(name).string(); }
  static std::set<Pid> pids(const json& sample) {
    std::set<Pid> pids;
    for (const json& process : sample["processes"]) pids.insert(process["pid"].get<Pid>());
    return pids;
  }
};

TEST_F(Watch, TellsAProgramWhatACommandStartsAndCosts) {
  const Finished finished = run({"watch", "--json", "--interval", "50ms", "--", "sh", "-c",
                                 "sleep 0.3 & sleep 0.3; wait; echo out; exit 0"});
  EXPECT_EQ(finished.code(), 0) << finished.err;
  const auto all = objects(finished);
  ASSERT_GE(all.size(), 3U);
  const auto full = std::ranges::find_if(all, [](const json& each) {
    return each["event"] == "sample" && each["processes"].size() == 3;
  });
  ASSERT_NE(full, all.end());
  EXPECT_EQ((*full)["totals"]["processes"], 3);
  EXPECT_GT((*full)["totals"]["rss_bytes"], 100'000);
  EXPECT_EQ((*full)["roles"]["subject"]["processes"], 1);
  EXPECT_EQ(all.back()["event"], "end");
  EXPECT_EQ(all.back()["exit_code"], 0);
  EXPECT_GE(all.back()["peak_processes"], 3);
  EXPECT_EQ(finished.err, "out\n") << "standard output is for the program that reads it";
}

TEST_F(Watch, PassesACommandsOutputThrough) {
  Program program({"watch", "--", "sh", "-c", "read line; echo got $line; echo bad >&2; exit 3"},
                  scratch());
  program.write("this\n");
  const Finished finished = program.finish();
  EXPECT_EQ(finished.code(), 4);
  EXPECT_EQ(finished.out, "got this\n");
  EXPECT_THAT(finished.err,
              AllOf(HasSubstr("bad\n"), HasSubstr("ended, exit code 3"), HasSubstr("at most ")));
}

TEST_F(Watch, SaysThatACommandCrashed) {
  const Finished finished = run({"watch", "--json", "--", "sh", "-c", "kill -SEGV $$"});
  EXPECT_EQ(finished.code(), 4);
  EXPECT_EQ(objects(finished).back()["signal"], SIGSEGV);
}

TEST_F(Watch, EndsWhatACommandLeavesBehindAndCountsIt) {
  const Finished finished =
      run({"watch", "--json", "--", "sh", "-c", "setsid sleep 1000 & setsid sleep 1000 & exit 0"});
  EXPECT_EQ(finished.code(), 0);
  EXPECT_EQ(objects(finished).back()["left"], 2) << finished.out;
}

TEST_F(Watch, EndsACommandThatIgnoresItWhenInterrupted) {
  Program program({"watch", "--json", "--interval", "50ms", "--", victim("leaves_a_crowd")},
                  scratch());
  std::optional<std::string> line;
  do {
    line = program.read_line();
  } while (line && json::parse(*line)["processes"].size() < 5);
  ASSERT_TRUE(line);
  ASSERT_TRUE(program.child().signal(SIGINT));
  (void)program.read_line();
  ASSERT_TRUE(program.child().signal(SIGINT)) << "impatient: now the grace is over";
  const Finished finished = program.finish();
  EXPECT_EQ(finished.code(), 130) << finished.err;
  EXPECT_EQ(json::parse(finished.lines().back())["reason"], "interrupted");
}

TEST_F(Watch, FollowsAProcessUntilItsEnd) {
  Victim waits("forks_setsid_grandchild");
  const std::vector<Pid> below = waits.ready();
  ASSERT_FALSE(below.empty());
  Program program(
      {"watch", "--json", "--interval", "50ms", "--pid", std::to_string(waits.child().pid())},
      scratch());
  const auto first = program.read_line();
  ASSERT_TRUE(first);
  EXPECT_TRUE(pids(json::parse(*first)).contains(waits.child().pid()));
  (void)waits.child().end(seconds(0));
  const Finished finished = program.finish();
  EXPECT_EQ(finished.code(), 0) << finished.err;
  EXPECT_EQ(json::parse(finished.lines().back())["reason"], "ended");
  for (const Pid pid : below) clean_up_orphan(pid);
}

TEST_F(Watch, StopsWhenTheTimeIsOver) {
  Victim waits("waits");
  const Finished finished = run({"watch", "--pid", std::to_string(waits.child().pid()),
                                 "--duration", "300ms", "--interval", "50ms"});
  EXPECT_EQ(finished.code(), 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("1 process (1 subject)"));
  EXPECT_THAT(finished.err, HasSubstr("the time was over"));
  EXPECT_FALSE(waits.child().poll()) << "it is not ours to end";
}

TEST_F(Watch, LooksOnceAndPrintsATable) {
  Victim waits("waits");
  const Finished finished =
      run({"watch", "--once", "--interval", "50ms", "--pid", std::to_string(waits.child().pid())});
  EXPECT_EQ(finished.code(), 0) << finished.err;
  EXPECT_THAT(finished.out, AllOf(HasSubstr("PID PROCESS"), HasSubstr(" subject "),
                                  HasSubstr("PSS "), Not(HasSubstr("\x1b"))));
}

TEST_F(Watch, LeavesARecordingThatCanBeReadBack) {
  const fs::path folder = write_file("x", "").parent_path() / "recorded";
  const Finished finished = run({"watch", "--quiet", "--record", folder.string(), "--interval",
                                 "50ms", "--", "sh", "-c", "sleep 0.4"});
  EXPECT_EQ(finished.code(), 0) << finished.err;
  EXPECT_EQ(finished.out + finished.err, "");
  const auto recording = probes::read_recording(folder / "samples.sqlite");
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_TRUE(recording->closed);
  EXPECT_EQ(recording->facts.at("kind"), "watch");
  EXPECT_GE(recording->ticks.size(), 5U);
  EXPECT_EQ(recording->processes.size(), 2U);
  std::vector<std::string> kinds;
  for (const auto& event : recording->events) kinds.push_back(event.kind);
  EXPECT_THAT(kinds, AllOf(Contains("subject_ended"), Contains("watch_ended")));
}

TEST_F(Watch, FollowsACgroupWhateverLeavesItsSessionAndParent) {
  auto scope = probes::CgroupScope::create();
  if (!scope) GTEST_SKIP() << "no cgroup can be made here: " << scope.error().message;
  const fs::path group = *scope->place().unified;
  probes::StartOptions options;
  const std::vector<int> join = scope->join_descriptors();
  options.join_cgroups = join;
  auto child = probes::Child::start(
      {.program = "sh", .arguments = {"-c", "setsid sleep 1000 & exec sleep 1000"}}, options);
  ASSERT_TRUE(child) << child.error().message;
  Program program({"watch", "--json", "--interval", "50ms", "--cgroup", group.string()}, scratch());
  std::optional<std::string> line;
  do {
    line = program.read_line();
  } while (line && json::parse(*line)["processes"].size() < 2);
  ASSERT_TRUE(line);
  EXPECT_TRUE(pids(json::parse(*line)).contains(child->pid()));
  EXPECT_TRUE(scope->kill());
  (void)child->end(seconds(1));
  (void)left_processes(seconds(2), {program.child().pid()});
  scope = failure(ErrorCode::kGone, "");  // removes it
  const Finished finished = program.finish();
  EXPECT_EQ(finished.code(), 0) << finished.err;
  EXPECT_EQ(json::parse(finished.lines().back())["reason"], "was removed");
}

TEST_F(Watch, EndsWhenItsReaderHasGone) {
  Victim waits("waits");
  const std::string pid = std::to_string(waits.child().pid());
  const auto child = probes::Child::start(
      {.program = "sh",
       .arguments = {"-c",
                     "\"$0\" watch --json --interval 50ms --pid \"$1\" | head -n 1 >/dev/null",
                     TIDEMARK_PROGRAM, pid}});
  ASSERT_TRUE(child);
  EXPECT_TRUE(const_cast<probes::Child&>(*child).wait(Deadline::in(seconds(20))));
}

TEST_F(Watch, RefusesWhatItCannotWatch) {
  const std::vector<std::pair<Arguments, std::string>> cases = {
      {{"watch"}, "say what to watch"},
      {{"watch", "--pid", "1", "--browsers"}, "one thing at a time"},
      {{"watch", "--pid", "1", "--", "true"}, "one thing at a time"},
      {{"watch", "--"}, "no command behind"},
      {{"watch", "--pid", "1073741823"}, "no process 1073741823"},
      {{"watch", "--pid", "0"}, "--pid"},
      {{"watch", "--pid", "x"}, "--pid"},
      {{"watch", "--cgroup", "/no/such/group"}, "no cgroup /no/such/group"},
      {{"watch", "--cgroup", "/etc"}, "no cgroup /etc"},
      {{"watch", "--browsers", "--interval", "5ms"}, "50ms to 1h"},
      {{"watch", "--browsers", "--interval", "5"}, "not a duration"},
      {{"watch", "--browsers", "--duration", "x"}, "not a duration"},
      {{"watch", "--browsers", "--sort", "size"}, "is no order"},
      {{"watch", "--browsers", "--memory-share", "200"}, "--memory-share"},
      {{"watch", "--browsers", "--metrics", "host:80"}, "not an IP address"},
      {{"watch", "--browsers", "--record", "/"}, "not an empty folder"},
      {{"watch", "--once", "--", "true"}, "--once"},
  };
  for (const auto& [arguments, words] : cases) {
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.code(), 2) << words;
    EXPECT_THAT(finished.err, HasSubstr(words));
    EXPECT_EQ(finished.out, "") << words;
  }
}

TEST_F(Watch, SaysThatACommandCannotBeStarted) {
  const Finished finished = run({"watch", "--", "/no/such/program"});
  EXPECT_EQ(finished.code(), 4);
  EXPECT_THAT(finished.err, HasSubstr("/no/such/program"));
}

TEST_F(Watch, ShowsATableOnATerminalAndGivesItBack) {
  Victim waits("waits");
  Terminal terminal({"watch", "--interval", "100ms", "--pid", std::to_string(waits.child().pid())},
                    scratch());
  EXPECT_TRUE(terminal.wait_for(kAlternateScreen));
  EXPECT_TRUE(terminal.wait_for("COMMAND")) << terminal.output();
  EXPECT_TRUE(terminal.wait_for("sorted by tree"));
  EXPECT_FALSE(terminal.restored()) << "the keyboard is ours now";
  terminal.type("m");
  EXPECT_TRUE(terminal.wait_for("memory"));
  terminal.resize(50, 15);
  EXPECT_TRUE(terminal.wait_for("t m p f c a sort")) << terminal.output();
  terminal.resize(3, 2);
  terminal.resize(120, 40);
  EXPECT_TRUE(terminal.wait_for("sorted by")) << terminal.output();
  terminal.type("q");
  const auto status = terminal.wait_for_end();
  ASSERT_TRUE(status);
  EXPECT_EQ(*status, (ExitStatus{.code = 0}));
  EXPECT_TRUE(terminal.wait_for(kOrdinaryScreen));
  EXPECT_TRUE(terminal.wait_for("watched until q was typed"));
  EXPECT_TRUE(terminal.restored());
}

TEST_F(Watch, RestoresTheTerminalWhateverEndsIt) {
  for (const auto& [signal, code] : std::map<int, std::optional<int>>{
           {SIGINT, 130}, {SIGTERM, 143}, {SIGHUP, 143}, {SIGQUIT, {}}, {SIGSEGV, {}}}) {
    Victim waits("waits");
    Terminal terminal(
        {"watch", "--interval", "100ms", "--pid", std::to_string(waits.child().pid())}, scratch());
    ASSERT_TRUE(terminal.wait_for("COMMAND"));
    ASSERT_TRUE(terminal.child().signal(signal));
    const auto status = terminal.wait_for_end();
    ASSERT_TRUE(status) << signal;
    EXPECT_EQ(status->code, code) << signal;
    if (!code) {
      EXPECT_EQ(status->signal, signal);
    }
    EXPECT_TRUE(terminal.wait_for(kOrdinaryScreen)) << signal;
    EXPECT_TRUE(terminal.restored()) << signal;
  }
}

TEST_F(Watch, GivesTheTerminalBackWhenWhatItWatchesIsKilled) {
  Victim waits("waits");
  Terminal terminal({"watch", "--interval", "100ms", "--pid", std::to_string(waits.child().pid())},
                    scratch());
  ASSERT_TRUE(terminal.wait_for("COMMAND"));
  (void)waits.child().end(seconds(0));
  EXPECT_EQ(terminal.wait_for_end(), (ExitStatus{.code = 0}));
  EXPECT_TRUE(terminal.wait_for(kOrdinaryScreen));
  EXPECT_TRUE(terminal.restored());
}

TEST_F(Watch, KeepsACommandsOutputOffTheTableAndShowsItAfterwards) {
  Terminal terminal({"watch", "--interval", "100ms", "--", "sh", "-c",
                     "echo all well; echo not so >&2; sleep 0.5"},
                    scratch());
  EXPECT_EQ(terminal.wait_for_end(), (ExitStatus{.code = 0}));
  EXPECT_TRUE(terminal.wait_for(kOrdinaryScreen));
  EXPECT_TRUE(terminal.wait_for("standard output"));
  EXPECT_TRUE(terminal.wait_for("all well"));
  EXPECT_TRUE(terminal.wait_for("not so"));
}

TEST_F(Watch, IsWithoutColourWhereAskedTo) {
  const Arguments arguments{
      "watch", "--interval", "100ms", "--", "sh", "-c", "sleep 0.1 & exec sleep 1"};
  Terminal coloured(arguments, scratch());
  ASSERT_TRUE(coloured.wait_for_end());
  Terminal plain(arguments, scratch(), {"NO_COLOR=1"});
  ASSERT_TRUE(plain.wait_for_end());
  // The zombie's line is red.
  EXPECT_THAT(coloured.output(), HasSubstr("\x1b[31m"));
  EXPECT_THAT(plain.output(), Not(HasSubstr("\x1b[31m")));
}

TEST_F(Watch, WritesLinesToATerminalThatCanDoNoMore) {
  Victim waits("waits");
  Terminal terminal({"watch", "--interval", "100ms", "--duration", "300ms", "--pid",
                     std::to_string(waits.child().pid())},
                    scratch(), {"TERM=dumb"});
  EXPECT_EQ(terminal.wait_for_end(), (ExitStatus{.code = 0}));
  EXPECT_THAT(terminal.output(), AllOf(HasSubstr("1 process (1 subject)"), Not(HasSubstr("\x1b"))));
}

}  // namespace
}  // namespace tidemark::test
