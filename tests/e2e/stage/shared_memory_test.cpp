// A subject on a stage has a /dev/shm of its own: what it leaves there is its own, and what others
// leave in the machine's is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/e2e/stage/stage_run.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kOneSite = R"({
  "name": "one-site", "sites": [{"hosts": ["a.example"], "behavior": {"kind": "page"}}],
  "expect": {"stable": ["directories"]}})";

class OwnSharedMemory : public StageTest {
 protected:
  // What the run found in shared memory: the paths of its findings' culprits.
  [[nodiscard]] std::vector<std::string> left_in_shared_memory() const {
    std::vector<std::string> found;
    std::ifstream file(run_folder() / "run.json");
    const json record = json::parse(file, nullptr, false);
    for (const json& finding : record.value("findings", json::array())) {
      for (const json& culprit : finding.value("culprits", json::array())) {
        const std::string what = culprit.value("what", "");
        if (what.starts_with("/dev/shm/")) found.push_back(what);
      }
    }
    return found;
  }
};

TEST_P(OwnSharedMemory, HoldsWhatTheSubjectLeavesAndNothingElse) {
  const std::string name = "tidemark-e2e-" + std::to_string(::getpid());
  const auto scenario = write_scenario("one-site.json", kOneSite);
  const StagedRun run = run_staged(
      scenario, {"--quiet", "--cycles", "4"},
      {"bash", "-c",
       "n=0; while read -r d; do n=$((n+1)); mkdir /dev/shm/" + name + "-$n; echo \"$d\"; done"});
  EXPECT_EQ(run.finished.code(), 1) << run.finished.err;
  EXPECT_THAT(left_in_shared_memory(), testing::Contains("/dev/shm/" + name + "-2"));
  EXPECT_FALSE(fs::exists("/dev/shm/" + name + "-1")) << "it is the machine's";
}

TEST_P(OwnSharedMemory, IsAsLargeAsTheMachines) {
  struct statvfs machine{};
  ASSERT_EQ(::statvfs("/dev/shm", &machine), 0);
  const auto scenario = write_scenario("one-site.json", kOneSite);
  const StagedRun run = run_staged(
      scenario, {"--quiet"},
      {"bash", "-c", "while read -r d; do echo \"$d $(stat -f -c %b*%S /dev/shm)\"; done"});
  ASSERT_TRUE(run.answers.contains("a.example")) << run.finished.err;
  EXPECT_EQ(run.answers.at("a.example"),
            std::to_string(machine.f_blocks) + "*" + std::to_string(machine.f_frsize));
}

TEST_P(OwnSharedMemory, IsNotTheMachines) {
  const std::string name = "/dev/shm/tidemark-e2e-other-" + std::to_string(::getpid());
  const auto scenario = write_scenario("one-site.json", kOneSite);
  const auto program =
      start(scenario, {"--quiet", "--cycles", "4"},
            {"bash", "-c", "while read -r d; do ls -d " + name + "* ; echo \"$d\"; done"});
  // One for each moment at which it may be looked at.
  int made = 0;
  while (!program->child().wait(Deadline::in(std::chrono::milliseconds(500)))) {
    fs::create_directory(name + std::to_string(made++));
  }
  const Finished finished = program->finish();
  for (int i = 0; i < made; ++i) fs::remove(name + std::to_string(i));
  ASSERT_GT(made, 2);
  EXPECT_EQ(finished.code(), 0) << finished.err;
  EXPECT_THAT(left_in_shared_memory(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Users, OwnSharedMemory, ::testing::Values(User::kRoot, User::kOrdinary),
                         name_of);

}  // namespace
}  // namespace tidemark::test
