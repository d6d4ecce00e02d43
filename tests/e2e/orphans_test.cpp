// `tidemark orphans` against the real launchers, each killed while another of its kind lives on.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <ostream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "probes/process/process_ref.hpp"
#include "tests/e2e/program.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

void signal_process(Pid pid, int number) {
  const auto process = probes::ProcessRef::open(read_process_id(pid).value_or(ProcessId{}));
  ASSERT_TRUE(process) << process.error().message;
  ASSERT_TRUE(process->signal(number));
  if (number != SIGKILL && number != SIGTERM) return;
  ASSERT_TRUE(process->wait_ended(Deadline::in(std::chrono::seconds(30))));
}

std::set<Pid> descendants_of(Pid pid) {
  std::set<Pid> found;
  for (const Pid child : children_of(pid)) {
    found.insert(child);
    found.merge(descendants_of(child));
  }
  return found;
}

// An init like a container's, to which the children of killed launchers fall.
class Init {
 public:
  // The kernel names a process after the path it was started by.
  explicit Init(const fs::path& place, const std::string& name = "tini") {
    const fs::path program = place.parent_path() / name;
    fs::create_symlink(victim_path("serves_as_init"), program);
    Pipe in = Pipe::open();
    Pipe out = Pipe::open();
    auto child = probes::Child::start({.program = program},
                                      {.descriptors = {{0, in.read.get()}, {1, out.write.get()}}});
    if (!child) throw std::runtime_error(child.error().message);
    child_.emplace(*std::move(child));
    commands_ = std::move(in.write);
    output_ = std::move(out.read);
    (void)said("ready");
    first_ = children_of(pid());
  }

  [[nodiscard]] Pid pid() const { return child_->pid(); }
  void run(const std::string& command) {
    const std::string line = command + "\n";
    ASSERT_EQ(::write(commands_.get(), line.data(), line.size()), std::ssize(line));
  }
  // The number at the end of the next line that begins so; 0 if none comes.
  [[nodiscard]] Pid said(const std::string& beginning) {
    for (auto line = read_line(output_.get()); line; line = read_line(output_.get())) {
      if (!line->starts_with(beginning)) continue;
      return std::stoi(line->substr(line->rfind(' ') + 1));
    }
    return 0;
  }
  // Everything below it but its first child and what descends from `kept`.
  [[nodiscard]] std::set<Pid> others_than(Pid kept) const {
    std::set<Pid> found = descendants_of(pid());
    for (const Pid pid : first_) found.erase(pid);
    for (const Pid pid : descendants_of(kept)) found.erase(pid);
    found.erase(kept);
    return found;
  }

 private:
  std::optional<probes::Child> child_;
  UniqueFd commands_;
  UniqueFd output_;
  std::vector<Pid> first_;
};

std::string read_to_end(const UniqueFd& pipe) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = ::read(pipe.get(), buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text;
}

// Runs the program with a terminal as its standard input.
class Terminal {
 public:
  Terminal() : ours_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (::grantpt(ours_.get()) != 0 || ::unlockpt(ours_.get()) != 0) {
      throw std::runtime_error("no terminal");
    }
    std::array<char, 128> name{};
    (void)::ptsname_r(ours_.get(), name.data(), name.size());
    theirs_.reset(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  }
  // `typed` waits in the terminal before it is asked for.
  [[nodiscard]] Finished run(const Arguments& arguments, const std::string& typed) {
    EXPECT_EQ(::write(ours_.get(), typed.data(), typed.size()), std::ssize(typed));
    Pipe out = Pipe::open();
    Pipe err = Pipe::open();
    auto child = probes::Child::start(
        {.program = TIDEMARK_PROGRAM, .arguments = arguments},
        {.descriptors = {{0, theirs_.get()}, {1, out.write.get()}, {2, err.write.get()}}});
    if (!child) throw std::runtime_error(child.error().message);
    out.write.reset();
    err.write.reset();
    Finished finished;
    finished.out = read_to_end(out.read);
    finished.err = read_to_end(err.read);
    finished.status = child->wait(soon());
    return finished;
  }

 private:
  UniqueFd ours_;
  UniqueFd theirs_;
};

class BelowAnInit : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    for (const char* name : {"live", "lost"}) fs::create_directory(scratch() / name);
    init_.emplace(write_file("place", ""));
  }
  void TearDown() override {
    for (const char* name : {"live", "lost"}) {
      for (const auto& entry : fs::directory_iterator(scratch() / name)) {
        ADD_FAILURE() << entry.path() << " is left";
      }
      fs::remove_all(scratch() / name);
    }
    init_.reset();
    EndToEnd::TearDown();
  }

  // Starts the launcher with a TMPDIR of that name and waits until its browser works.
  [[nodiscard]] Pid start(const std::string& launcher, const std::string& name) {
    const std::string program = TIDEMARK_LAUNCHERS "/" + launcher;
    const std::string runtime = program.ends_with(".py") ? "/usr/bin/python3" : "node";
    init_->run("TMPDIR=" + (scratch() / name).string() +
               " HOME=" + write_file("home", "").parent_path().string() +
               " TIDEMARK_TEST_BROWSER=" TIDEMARK_TEST_BROWSER " exec " + runtime + " " + program +
               " " + name);
    return init_->said("ready " + name);
  }
  [[nodiscard]] Finished orphans(Arguments more = {}) {
    Arguments arguments = {"orphans",     "--json",
                           "--min-age",   "0s",
                           "--under",     std::to_string(init_->pid()),
                           "--directory", (scratch() / "lost").string(),
                           "--directory", (scratch() / "live").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  [[nodiscard]] std::set<std::string> entries(const std::string& name) const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(scratch() / name)) found.insert(entry.path());
    return found;
  }
  void kill_launcher(Pid launcher) {
    signal_process(launcher, SIGKILL);
    const Deadline deadline = soon();  // for the init to collect it
    while (read_process_id(launcher) && !deadline.passed()) (void)::poll(nullptr, 0, 10);
  }

  std::optional<Init> init_;
};

struct LauncherCase {
  const char* name;
  const char* program;  // below tests/e2e/launchers
  const char* launcher;
  const char* kind;  // empty: nothing but directories survives
  bool stop_browser;

  friend std::ostream& operator<<(std::ostream& out, const LauncherCase& one) {
    return out << one.name;
  }
};

class Orphans : public BelowAnInit, public ::testing::WithParamInterface<LauncherCase> {
 protected:
  void lose(Pid launcher) {
    if (GetParam().stop_browser) {
      for (const Pid child : children_of(launcher)) signal_process(child, SIGSTOP);
    }
    kill_launcher(launcher);
  }
  [[nodiscard]] bool anything_survives() const { return *GetParam().kind != '\0'; }
};

std::set<std::string> unused_directories(const json& listing, const char* launcher) {
  std::set<std::string> found;
  for (const json& directory : listing["directories"]) {
    if (!directory["unused"].get<bool>()) continue;
    EXPECT_EQ(directory["launcher"], launcher) << directory;
    found.insert(directory["path"].get<std::string>());
  }
  return found;
}

TEST_P(Orphans, OfAKilledLauncherAreFoundAndEndedAndNothingElse) {
  const Pid live = start(GetParam().program, "live");
  const Pid lost = start(GetParam().program, "lost");
  ASSERT_GT(live, 0);
  ASSERT_GT(lost, 0);
  const Finished before = orphans();
  EXPECT_EQ(before.code(), 0) << before.out << before.err;

  lose(lost);
  if (!anything_survives()) {
    const Deadline deadline = soon();
    while (!init_->others_than(live).empty() && !deadline.passed()) (void)::poll(nullptr, 0, 20);
  }
  const std::set<Pid> survivors = init_->others_than(live);
  const Finished listed = orphans();
  ASSERT_EQ(listed.code(), 1) << listed.out << listed.err;
  const json listing = json::parse(listed.out);
  ASSERT_EQ(listing["findings"].size(), anything_survives() ? 1U : 0U) << listed.out;
  if (anything_survives()) {
    const json& finding = listing["findings"][0];
    EXPECT_EQ(finding["kind"], GetParam().kind);
    EXPECT_EQ(finding["launcher"], GetParam().launcher);
    EXPECT_EQ(finding["processes"].get<std::set<Pid>>(), survivors);
    EXPECT_GT(finding["memory_bytes"].get<std::uint64_t>(), 10'000'000U);
  }
  EXPECT_EQ(unused_directories(listing, GetParam().launcher), entries("lost"));

  const Finished reaped = orphans({"--reap", "--yes"});
  EXPECT_EQ(reaped.code(), 0) << reaped.out << reaped.err;
  EXPECT_EQ(init_->others_than(live), std::set<Pid>());
  EXPECT_EQ(entries("lost"), std::set<std::string>());
  EXPECT_EQ(orphans().code(), 0);

  signal_process(live, SIGUSR2);
  EXPECT_EQ(init_->said("answer live"), 2);
  signal_process(live, SIGTERM);
}

INSTANTIATE_TEST_SUITE_P(
    Launchers, Orphans,
    ::testing::Values(
        LauncherCase{"Puppeteer", "puppeteer.mjs", "Puppeteer", "reparented-browser", false},
        LauncherCase{"ChromeLauncher", "chrome-launcher.mjs", "chrome-launcher",
                     "reparented-browser", false},
        LauncherCase{"Selenium", "selenium_session.py", "Selenium", "driver-without-client", false},
        LauncherCase{"PlaywrightStopped", "playwright.mjs", "Playwright", "pipe-without-peer",
                     true},
        LauncherCase{"Playwright", "playwright.mjs", "Playwright", "", false}),
    [](const auto& one) { return std::string(one.param.name); });

TEST_F(BelowAnInit, ABrowserNamesTheAccidentalHolderOfItsPipe) {
  const Pid launcher = start("pipe_to_sibling.py", "lost");
  ASSERT_GT(launcher, 0);
  EXPECT_EQ(orphans().code(), 0);
  kill_launcher(launcher);
  const Finished listed = orphans();
  ASSERT_EQ(listed.code(), 1) << listed.out << listed.err;
  const json finding = json::parse(listed.out)["findings"].at(0);
  EXPECT_EQ(finding["kind"], "pipe-without-peer");
  EXPECT_THAT(finding["evidence"].dump(), ::testing::HasSubstr("sleep (pid "));
  EXPECT_EQ(orphans({"--reap", "--yes"}).code(), 0);
  // The holder is no browser: it is not ours to end.
  const std::set<Pid> left = init_->others_than(0);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(command_name(*left.begin()), "sleep");
  signal_process(*left.begin(), SIGTERM);
}

TEST_F(BelowAnInit, AnAdoptedBrowserIsFoundAlsoBelowAReaperThatIsNoInitByName) {
  init_.reset();
  init_.emplace(write_file("place", ""), "supervisord");
  const Pid launcher = start("puppeteer.mjs", "lost");
  ASSERT_GT(launcher, 0);
  EXPECT_EQ(orphans().code(), 0);
  kill_launcher(launcher);
  const Finished listed = orphans({"--reap", "--yes"});
  EXPECT_EQ(listed.code(), 0) << listed.out << listed.err;
  const json findings = json::parse(listed.out)["findings"];
  ASSERT_EQ(findings.size(), 1U) << listed.out;
  EXPECT_THAT(findings[0]["evidence"].dump(), ::testing::HasSubstr("read its output is gone"));
  EXPECT_EQ(init_->others_than(0), std::set<Pid>());
}

TEST_F(BelowAnInit, NothingIsEndedWithoutAYesOnTheTerminal) {
  const Pid launcher = start("puppeteer.mjs", "lost");
  ASSERT_GT(launcher, 0);
  kill_launcher(launcher);
  const std::set<Pid> survivors = init_->others_than(0);
  for (const bool yes : {false, true}) {
    Terminal terminal;
    const Finished asked = terminal.run(
        {"orphans", "--reap", "--min-age", "0s", "--under", std::to_string(init_->pid())},
        yes ? "y\n" : "n\n");
    EXPECT_EQ(asked.code(), yes ? 0 : 1) << asked.out << asked.err;
    EXPECT_THAT(asked.out, ::testing::HasSubstr("Orphaned browser: chromium-headless-shell"));
    EXPECT_THAT(asked.err, ::testing::HasSubstr("[y/N]"));
    EXPECT_EQ(init_->others_than(0), yes ? std::set<Pid>() : survivors);
    EXPECT_EQ(entries("lost").empty(), yes);
  }
}

TEST_F(BelowAnInit, AZombieIsToldApartAndLeftToItsParent) {
  const fs::path program = write_file("place", "").parent_path() / "chromedriver";
  fs::create_symlink(victim_path("leaves_a_zombie"), program);
  init_->run("exec " + program.string());
  const Pid zombie = init_->said("ready");
  ASSERT_GT(zombie, 0);
  const Finished listed = orphans({"--reap", "--yes"});
  EXPECT_EQ(listed.code(), 1) << listed.out << listed.err;  // only its parent can collect it
  const json listing = json::parse(listed.out);
  bool found = false;
  for (const json& finding : listing["findings"]) {
    if (finding["kind"] != "zombie") continue;
    found = true;
    EXPECT_EQ(finding["pid"], zombie);
    EXPECT_FALSE(finding["orphan"].get<bool>());
    EXPECT_THAT(finding["evidence"].dump(), ::testing::HasSubstr("chromedriver (pid "));
  }
  EXPECT_TRUE(found) << listed.out;
}

class OrphansUsage : public EndToEnd {};

TEST_F(OrphansUsage, ReapingWithoutATerminalNeedsAYes) {
  const Finished refused = run({"orphans", "--reap"});
  EXPECT_EQ(refused.code(), 2);
  EXPECT_THAT(refused.err, ::testing::HasSubstr("--yes"));
  EXPECT_EQ(refused.out, "");
}

TEST_F(OrphansUsage, MistakesAreNamed) {
  EXPECT_EQ(run({"orphans", "--min-age", "soon"}).code(), 2);
  EXPECT_EQ(run({"orphans", "--directory", "/nowhere"}).code(), 2);
  EXPECT_EQ(run({"orphans", "--under", "2147483647"}).code(), 2);
}

TEST_F(OrphansUsage, FindsNothingWhereNothingIs) {
  const Finished found =
      run({"orphans", "--under", std::to_string(::getpid()), "--directory", scratch().string()});
  EXPECT_EQ(found.code(), 0) << found.out << found.err;
  EXPECT_THAT(found.out, ::testing::StartsWith("No orphans found."));
}

}  // namespace
}  // namespace tidemark::test
