// A fingerprint is the same for the same leak wherever and however much it leaks, and another one
// for another leak.
#include "harness/verdict/fingerprint.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/verdict/culprit_name.hpp"

namespace tidemark::harness {
namespace {

using std::chrono::seconds;

Culprit process(std::string command_line, int pid = 100) {
  return {.pid = pid, .what = std::move(command_line)};
}

Finding leak(Resource resource, std::string role, std::vector<Culprit> culprits) {
  return {
      .resource = resource, .role = std::move(role), .leak = true, .culprits = std::move(culprits)};
}

Finding leaked_browsers() {
  return leak(Resource::kProcesses, "browser",
              {process("/usr/lib/chromium/chromium --headless --remote-debugging-port=41234 "
                       "--user-data-dir=/tmp/playwright_chromiumdev_profile-aB3xYz",
                       101),
               process("/usr/bin/node /srv/app/worker.js --id 7", 102)});
}

Finding leaked_directories(std::vector<std::string> paths) {
  std::vector<Culprit> culprits;
  culprits.reserve(paths.size());
  for (std::string& path : paths) culprits.push_back({.what = std::move(path)});
  return leak(Resource::kDirectories, "", std::move(culprits));
}

TEST(Fingerprint, IsTwelveHexadecimalDigits) {
  const std::string fingerprint = fingerprint_of(leaked_browsers());
  EXPECT_TRUE(is_fingerprint(fingerprint)) << fingerprint;
  EXPECT_FALSE(is_fingerprint(fingerprint.substr(1)));
  EXPECT_FALSE(is_fingerprint("ABCDEF012345"));
}

// Users have it in files: a change of it is a change of the format.
TEST(Fingerprint, IsTheSameInEveryVersion) {
  EXPECT_EQ(fingerprint_of(leaked_browsers()), "a1fb11a93c04");
  EXPECT_EQ(fingerprint_of({.resource = Resource::kMemory}), "e180c2156a3e");
}

TEST(Fingerprint, DoesNotChangeWithAmountsAgesAndTasks) {
  Finding other = leaked_browsers();
  other.baseline = 7;
  other.last = 99;
  other.per_cycle = 3;
  other.counts = {1, 2, 3};
  other.explanation = "something else";
  for (Culprit& culprit : other.culprits) {
    culprit.pid += 4711;
    culprit.age = seconds(99);
    culprit.born_during = "shop.example";
    culprit.born_in_cycle = 8;
  }
  EXPECT_EQ(fingerprint_of(other), fingerprint_of(leaked_browsers()));
}

TEST(Fingerprint, DoesNotChangeWithTheOrderAndNumberOfCulprits) {
  Finding other = leaked_browsers();
  other.culprits.push_back(other.culprits.front());
  std::ranges::reverse(other.culprits);
  EXPECT_EQ(fingerprint_of(other), fingerprint_of(leaked_browsers()));
}

TEST(Fingerprint, DoesNotChangeWithFoldersPortsProfilesAndVersionsOfInterpreters) {
  const Finding other =
      leak(Resource::kProcesses, "browser",
           {process("/opt/chromium --headless --remote-debugging-port=9 --user-data-dir=/var/x"),
            process("nodejs --require ./trace.js --max-old-space-size=4096 worker.js --id 12")});
  EXPECT_EQ(fingerprint_of(other), fingerprint_of(leaked_browsers()));
}

TEST(Fingerprint, DoesNotChangeWhileALeakIsOnlySuspectedOrPauses) {
  for (const FindingKind kind : {FindingKind::kUnsettled, FindingKind::kPlateau}) {
    Finding other = leaked_browsers();
    other.kind = kind;
    other.leak = false;
    EXPECT_EQ(fingerprint_of(other), fingerprint_of(leaked_browsers()));
  }
}

TEST(Fingerprint, DiffersForAnotherResourceKindRoleOrProgram) {
  const std::string first = fingerprint_of(leaked_browsers());
  Finding zombies = leaked_browsers();
  zombies.resource = Resource::kZombies;
  EXPECT_NE(fingerprint_of(zombies), first);
  Finding orphans = leaked_browsers();
  orphans.kind = FindingKind::kOrphan;
  EXPECT_NE(fingerprint_of(orphans), first);
  Finding renderers = leaked_browsers();
  renderers.role = "renderer";
  EXPECT_NE(fingerprint_of(renderers), first);
  Finding another_script = leaked_browsers();
  another_script.culprits[1].what = "/usr/bin/node /srv/app/server.js";
  EXPECT_NE(fingerprint_of(another_script), first);
}

TEST(Fingerprint, DiffersOnceAnotherProgramIsAmongTheCulprits) {
  Finding more = leaked_browsers();
  more.culprits.push_back(process("/usr/bin/ssh-agent"));
  EXPECT_NE(fingerprint_of(more), fingerprint_of(leaked_browsers()));
}

TEST(Fingerprint, OfDirectoriesDependsOnTheirPatternAlone) {
  const auto profiles = leaked_directories(
      {"/tmp/playwright_chromiumdev_profile-aB3xYz", "/tmp/playwright_chromiumdev_profile-abcdef"});
  EXPECT_EQ(fingerprint_of(leaked_directories({"/var/t/playwright_chromiumdev_profile-Q9Q9Q9"})),
            fingerprint_of(profiles));
  EXPECT_NE(fingerprint_of(leaked_directories({"/tmp/puppeteer_dev_chrome_profile-aB3xYz"})),
            fingerprint_of(profiles));
}

TEST(ProgramName, LeavesOutWhatChangesFromRunToRun) {
  EXPECT_EQ(program_name("/usr/lib/chromium/chromium --type=renderer --lang=en"), "chromium");
  EXPECT_EQ(program_name("sleep 12345"), "sleep");
  EXPECT_EQ(program_name("[chromium]"), "chromium");
  EXPECT_EQ(program_name("/opt/x/chromedriver-120.0.6099 --port=1"), "chromedriver-#.#.#");
  EXPECT_EQ(program_name("worker-17 --once"), "worker-#");
  EXPECT_EQ(program_name("/tmp/0b50e6a2-58a5-4b5e-9a54-0a3f5a6f7f10/run"), "run");
  EXPECT_EQ(program_name("/tmp/job-0b50e6a2-58a5-4b5e-9a54-0a3f5a6f7f10"), "job-#");
  EXPECT_EQ(program_name(""), "");
}

TEST(ProgramName, KeepsWhatTellsProgramsApart) {
  EXPECT_EQ(program_name("/bin/step1"), "step1");
  EXPECT_EQ(program_name("/usr/bin/sha256sum file"), "sha256sum");
  EXPECT_EQ(program_name("/bin/7z x"), "7z");
}

TEST(ProgramName, OfAnInterpreterNamesItsScript) {
  EXPECT_EQ(program_name("/usr/bin/python3.11 -u -W ignore /srv/app/crawl.py --n 3"),
            "python crawl.py");
  EXPECT_EQ(program_name("python3 /usr/local/bin/celery -A tasks worker"), "python celery");
  EXPECT_EQ(program_name("python3 -m http.server 8000"), "python http.server");
  EXPECT_EQ(program_name("java -cp a.jar:b.jar -jar /x/app-1.2.jar"), "java app-#.#.jar");
  EXPECT_EQ(program_name("python3 /tmp/tmpab1_d3fg.py"), "python tmp#.py");
  EXPECT_EQ(program_name("/bin/sh -c sleep 60"), "sh -c sleep");
  EXPECT_EQ(program_name("bash -c while read d; do echo $d; done"), "bash -c while");
  EXPECT_EQ(program_name("python3 -c print('x')"), "python -c");
  EXPECT_EQ(program_name("node"), "node");
}

TEST(DirectoryPattern, ReplacesNumbersRandomPartsAndTheTask) {
  EXPECT_EQ(directory_pattern("/tmp/scoped_dir1234_99", ""), "scoped_dir#_#");
  EXPECT_EQ(directory_pattern("/tmp/scoped_dir7_123456", ""), "scoped_dir#_#");
  EXPECT_EQ(directory_pattern("/tmp/tmpab1_d3fg", ""), "tmp#");
  EXPECT_EQ(directory_pattern("/tmp/tmp.Ab3dEf9hIj/", ""), "tmp.#");
  EXPECT_EQ(directory_pattern("/tmp/tmp.AbcdEfghIj", ""), "tmp.#");
  EXPECT_EQ(directory_pattern("/tmp/.tmpAbC1x2", ""), ".tmp#");
  EXPECT_EQ(directory_pattern("/tmp/rust_mozprofileabCDef", ""), "rust_mozprofile#");
  EXPECT_EQ(directory_pattern("/tmp/crawl-ab_cdefg", ""), "crawl-#");
  EXPECT_EQ(directory_pattern("/dev/shm/.org.chromium.Chromium.aBcDeF", ""),
            ".org.chromium.Chromium.#");
  EXPECT_EQ(directory_pattern("/tmp/cache-nike.com-7", "nike.com"), "cache-#-#");
  EXPECT_EQ(directory_pattern("/tmp/chromedp-runner1234567890", ""), "chromedp-runner#");
}

TEST(DirectoryPattern, KeepsWordsThatTellDirectoriesApart) {
  EXPECT_EQ(directory_pattern("/tmp/app-cache-1", ""), "app-cache-#");
  EXPECT_EQ(directory_pattern("/tmp/MyAppProfile-1", ""), "MyAppProfile-#");
}

}  // namespace
}  // namespace tidemark::harness
