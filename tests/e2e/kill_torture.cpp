// Strikes a working `tidemark analyze` at seeded random moments, in every way that has left
// browsers behind in the field, and holds it to three promises: nothing is left two seconds later,
// the store can be read, and the next run completes the work as if nothing had happened.
//
//   kill_torture [--rounds N] [--seed S] [GoogleTest options]
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sqlite3.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "probes/process/process_ref.hpp"
#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

int rounds = 20;
unsigned seed = 20260101;

// Something of everything that keeps an analyzer busy: ordinary pages, pages that only a browser
// can read, a wall, and servers and scripts that never end.
constexpr const char* kWorld = R"({
  "name": "torture", "description": "work of every kind",
  "sites": [
    {"hosts": ["a.page.example", "b.page.example", "c.page.example", "d.page.example"],
     "behavior": {"kind": "page"}},
    {"hosts": ["a-shell.example", "b-shell.example", "c-shell.example", "d-shell.example"],
     "behavior": {"kind": "shell"}},
    {"hosts": ["late-shell.example"], "behavior": {"kind": "shell", "data_delay_ms": 400}},
    {"hosts": ["wall.example"], "behavior": {"kind": "block"}},
    {"hosts": ["tarpit.example"], "behavior": {"kind": "tarpit"}},
    {"hosts": ["stuck.example"], "behavior": {"kind": "busy"}}
  ]
})";

enum class Strike {
  kKill,                 // SIGKILL
  kTerminate,            // SIGTERM: it must end by itself
  kStopBrowserThenKill,  // a stopped browser cannot leave by itself
  kKillWithGuard,        // nobody is left to clean up but the kernel and the next start
  kBrowser,              // the work must go on
  kStoppedBrowser,       // a browser that is there but answers nothing
  kRenderer,
  kGuard,
};
constexpr std::array kStrikes{
    Strike::kKill,          Strike::kTerminate, Strike::kStopBrowserThenKill,
    Strike::kKillWithGuard, Strike::kBrowser,   Strike::kStoppedBrowser,
    Strike::kRenderer,      Strike::kGuard};

std::string_view name_of(Strike strike) {
  switch (strike) {
    case Strike::kKill: return "SIGKILL";
    case Strike::kTerminate: return "SIGTERM";
    case Strike::kStopBrowserThenKill: return "browser SIGSTOP, then SIGKILL";
    case Strike::kKillWithGuard: return "SIGKILL to it and its guard";
    case Strike::kBrowser: return "SIGKILL to the browser";
    case Strike::kStoppedBrowser: return "SIGSTOP to the browser";
    case Strike::kRenderer: return "SIGKILL to a renderer";
    case Strike::kGuard: return "SIGKILL to the guard";
  }
  return "?";
}

bool ends_the_run(Strike strike) {
  return strike == Strike::kKill || strike == Strike::kTerminate ||
         strike == Strike::kStopBrowserThenKill || strike == Strike::kKillWithGuard;
}

std::string command_line(Pid pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
  std::string text;
  std::getline(file, text);
  return text;
}

// Signals a process by identity; false: it was gone already.
bool signal_process(Pid pid, int signal) {
  const auto id = read_process_id(pid);
  if (!id) return false;
  const auto process = probes::ProcessRef::open(*id);
  return process && process->signal(signal);
}

std::vector<Pid> browsers_of(Pid analyzer) {
  std::vector<Pid> browsers = children_of(analyzer);
  std::erase_if(browsers,
                [](Pid pid) { return command_name(pid).find("chrom") == std::string::npos; });
  return browsers;
}

std::vector<Pid> guards_of(Pid analyzer) {
  std::vector<Pid> guards = children_of(analyzer);
  std::erase_if(guards,
                [](Pid pid) { return command_line(pid).find("__guard") == std::string::npos; });
  return guards;
}

void collect_renderers(Pid parent, std::vector<Pid>& renderers) {
  for (const Pid child : children_of(parent)) {
    if (command_line(child).find("--type=renderer") != std::string::npos)
      renderers.push_back(child);
    collect_renderers(child, renderers);
  }
}

bool signal_all(const std::vector<Pid>& pids, int signal) {
  bool met = false;
  for (const Pid pid : pids) met = signal_process(pid, signal) || met;
  return met;
}

// False: there was nobody to strike at that moment.
bool strike_at(Program& analyze, Strike strike, std::mt19937& random) {
  const Pid pid = analyze.child().pid();
  switch (strike) {
    case Strike::kKill: return analyze.child().signal(SIGKILL).has_value();
    case Strike::kTerminate: return analyze.child().signal(SIGTERM).has_value();
    case Strike::kStopBrowserThenKill: {
      const bool met = signal_all(browsers_of(pid), SIGSTOP);
      return analyze.child().signal(SIGKILL).has_value() && met;
    }
    case Strike::kKillWithGuard: {
      const std::vector<Pid> guards = guards_of(pid);
      const bool killed = analyze.child().signal(SIGKILL).has_value();
      return signal_all(guards, SIGKILL) && killed;
    }
    case Strike::kBrowser: return signal_all(browsers_of(pid), SIGKILL);
    case Strike::kStoppedBrowser: return signal_all(browsers_of(pid), SIGSTOP);
    case Strike::kGuard: return signal_all(guards_of(pid), SIGKILL);
    case Strike::kRenderer: {
      std::vector<Pid> renderers;
      collect_renderers(pid, renderers);
      if (renderers.empty()) return false;
      std::uniform_int_distribution<std::size_t> pick(0, renderers.size() - 1);
      return signal_process(renderers[pick(random)], SIGKILL);
    }
  }
  return false;
}

// SQLite's own examination of the file.
std::string examine_store(const fs::path& file) {
  if (!fs::exists(file)) return "ok";  // struck before there was one
  sqlite3* opened = nullptr;
  if (::sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) {
    return "cannot be opened";
  }
  const std::unique_ptr<sqlite3, decltype(&::sqlite3_close)> store(opened, &::sqlite3_close);
  std::string answer = "no answer";
  ::sqlite3_exec(
      store.get(), "PRAGMA integrity_check",
      [](void* out, int, char** values, char**) {
        *static_cast<std::string*>(out) = values[0];
        return 0;
      },
      &answer, nullptr);
  return answer;
}

using States = std::map<std::string, std::string>;

States states_of(const Finished& finished) {
  States states;
  for (const std::string& line : finished.lines()) {
    const auto result = nlohmann::json::parse(line);
    states[result.at("domain")] = result.at("state");
  }
  return states;
}

class KillTorture : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    sites_.emplace(write_file("world.json", kWorld), scratch());
    std::string list;
    for (const std::string& domain : sites_->domains()) list += domain + "\n";
    list_ = write_file("list.txt", list);
  }
  void TearDown() override {
    sites_.reset();
    EndToEnd::TearDown();
  }

  [[nodiscard]] Program start(const fs::path& store) {
    return {with_reach({"analyze", list_.string(), "--json", "--quiet", "--budget", "8s", "--cache",
                        store.string()},
                       *sites_),
            scratch()};
  }
  void play_round(int round, std::mt19937& random);
  // A run that is not disturbed must complete, whatever happened before.
  void expect_complete(Finished finished) {
    EXPECT_EQ(finished.code(), 0) << finished.err;
    EXPECT_EQ(states_of(finished), undisturbed_) << finished.err;
  }

  std::optional<Simulator> sites_;
  fs::path list_;
  States undisturbed_;
  milliseconds took_{};
  std::map<std::string, int> struck_;
};

void KillTorture::play_round(int round, std::mt19937& random) {
  const Strike strike = kStrikes.at(static_cast<std::size_t>(round) % kStrikes.size());
  const auto moment =
      milliseconds(std::uniform_int_distribution<milliseconds::rep>(0, took_.count())(random));
  SCOPED_TRACE(fmt::format("round {}: {} after {} ms", round, name_of(strike), moment.count()));
  const auto folder = TempDir::create("s");
  ASSERT_TRUE(folder);
  const fs::path store = folder->path() / "store.sqlite";

  Program analyze = start(store);
  // The moment is the subject of this test: anywhere between start-up and the end.
  (void)::poll(nullptr, 0, static_cast<int>(moment.count()));
  const bool met = strike_at(analyze, strike, random);
  if (met) ++struck_[std::string(name_of(strike))];
  Finished finished = analyze.finish();
  const int code = finished.code();
  if (!ends_the_run(strike)) {
    expect_complete(std::move(finished));
  } else if (strike == Strike::kTerminate) {
    EXPECT_TRUE(code == 143 || code == 0) << finished.err;
  }
  EXPECT_EQ(left_processes(std::chrono::seconds(2), {sites_->pid()}), "");
  // Without its guard the profile waits for the next start.
  if (strike != Strike::kKillWithGuard) {
    EXPECT_EQ(left_files(), std::vector<std::string>());
  }
  EXPECT_EQ(examine_store(store), "ok");

  Program resumed = start(store);
  expect_complete(resumed.finish());
  EXPECT_EQ(left_processes(std::chrono::seconds(2), {sites_->pid()}), "");
  EXPECT_EQ(left_files(), std::vector<std::string>());
}

TEST_F(KillTorture, LeavesNothingAndLosesNothing) {
  const auto folder = TempDir::create("s");
  ASSERT_TRUE(folder);
  Program first = start(folder->path() / "store.sqlite");
  const Finished finished = first.finish();
  ASSERT_EQ(finished.code(), 0) << finished.err;
  undisturbed_ = states_of(finished);
  ASSERT_EQ(undisturbed_.size(), sites_->domains().size());
  took_ = finished.took;

  std::mt19937 random(seed);
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    play_round(round, random);
    if ((round + 1) % 20 == 0) fmt::print("{} rounds of {}\n", round + 1, rounds);
  }
  fmt::print("an undisturbed run takes {} ms; struck while it worked:\n", took_.count());
  for (const auto& [name, times] : struck_) fmt::print("  {:>3} x {}\n", times, name);
}

}  // namespace
}  // namespace tidemark::test

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (option == "--rounds" && std::atoi(value) > 0) {  // NOLINT(cert-err34-c): 0 is refused
      tidemark::test::rounds = std::atoi(value);         // NOLINT(cert-err34-c)
    } else if (option == "--seed" && *value != '\0') {
      tidemark::test::seed = static_cast<unsigned>(std::strtoul(value, nullptr, 10));
    } else {
      fmt::print(
          stderr,
          "kill_torture: '{}' is not understood; usage: kill_torture [--rounds N] [--seed S]\n",
          option);
      return 2;
    }
    ++i;
  }
  return RUN_ALL_TESTS();
}
