// `tidemark run --self-test`, as root and as an ordinary user.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include <nlohmann/json.hpp>

#include "harness/selftest/planter.hpp"
#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

constexpr uid_t kNobody = 65534;

Arguments twisted(const std::string& plant) {
  return {std::string(harness::kTwistVariable) + "=" + plant};
}

class SelfTest : public EndToEnd {
 protected:
  void TearDown() override {
    EXPECT_EQ(left_files(), std::vector<std::string>());
    EndToEnd::TearDown();
  }
};

TEST_F(SelfTest, SeesEveryPlantedLeakAndNothingElse) {
  const Finished finished = run({"run", "--self-test"});
  ASSERT_EQ(finished.code(), 0) << finished.out << finished.err;
  const auto lines = finished.lines();
  ASSERT_EQ(lines.size(), 6U) << finished.out;
  EXPECT_THAT(lines[0], HasSubstr("process.example"));
  EXPECT_THAT(lines[1], HasSubstr("descriptor"));
  EXPECT_THAT(lines[2], HasSubstr("directory.example"));
  EXPECT_THAT(lines[3], HasSubstr("PSS grows by "));
  EXPECT_THAT(lines[4], testing::StartsWith("stable"));
  EXPECT_THAT(lines[5], HasSubstr("The detector is awake"));
}

TEST_F(SelfTest, PassesForAnOrdinaryUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "the other tests are this one";
  ASSERT_EQ(::chown(scratch().c_str(), kNobody, kNobody), 0);
  const Finished finished = Program({"run", "--self-test"}, scratch(), {},
                                    {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"})
                                .finish();
  EXPECT_EQ(finished.code(), 0) << finished.out << finished.err;
}

// Each plant does the opposite: a leak is cleaned up, and what should be sound leaks.
TEST_F(SelfTest, FailsWithEachLeakThatIsNoneAndWithOneThatNobodyPlanted) {
  const Finished finished = run({"run", "--self-test", "--quiet"},
                                twisted("process,descriptor,directory,memory,nothing"));
  EXPECT_EQ(finished.code(), 5);
  EXPECT_EQ(finished.out, "");
  for (const std::string plant : {"process", "descriptor", "directory", "memory", "nothing"}) {
    EXPECT_THAT(finished.err, HasSubstr("the self-test failed with " + plant + " planted"));
  }
}

TEST_F(SelfTest, FailsWithTheOnlyLeakThatIsNone) {
  const Finished finished = run({"run", "--self-test", "--quiet"}, twisted("descriptor"));
  EXPECT_EQ(finished.code(), 5);
  EXPECT_THAT(finished.err, HasSubstr("the self-test failed with descriptor planted"));
  EXPECT_THAT(finished.err, testing::Not(HasSubstr("with process planted")));
}

TEST_F(SelfTest, ComesBeforeScenariosAndKeepsThemFromRunningWhenItFails) {
  const fs::path scenario = write_file("tiny.json", R"({
    "name": "tiny", "sites": [{"hosts": ["a.example"], "behavior": {"kind": "page"}}],
    "load": {"cycles": 4}})");
  const fs::path folder = scenario.parent_path() / "run";
  const Arguments arguments{"run",    "--self-test", scenario.string(), "--out", folder.string(),
                            "--json", "--quiet",     "--per-cycle",     "--",    "cat"};
  const Finished failed = run(arguments, twisted("process"));
  EXPECT_EQ(failed.code(), 5) << failed.err;
  EXPECT_FALSE(fs::exists(folder));
  const json answer = json::parse(failed.out, nullptr, false);
  ASSERT_TRUE(answer.is_object()) << failed.out;
  EXPECT_EQ(answer["schema"], "tidemark.self_test/1");
  EXPECT_FALSE(answer["passed"]);
  ASSERT_EQ(answer["plants"].size(), 5U);
  EXPECT_EQ(answer["plants"][0]["plant"], "process");
  EXPECT_FALSE(answer["plants"][0]["passed"]);
  EXPECT_TRUE(answer["plants"][1]["passed"]) << answer;

  const Finished passed = run(arguments);
  EXPECT_EQ(passed.code(), 0) << passed.err;
  EXPECT_TRUE(fs::exists(folder / "run.json"));
  EXPECT_THAT(passed.out, HasSubstr("\"passed\": true"));
  EXPECT_THAT(passed.out, HasSubstr("\"schema\": \"tidemark.run/1\""));
}

TEST_F(SelfTest, EndsWithEverythingOfItWhenInterrupted) {
  Program self_test({"run", "--self-test"}, scratch());
  // The first lines come while the second run begins.
  ASSERT_TRUE(self_test.read_line());
  ASSERT_TRUE(self_test.child().signal(SIGINT));
  const Finished finished = self_test.finish();
  EXPECT_EQ(finished.code(), 130) << finished.err;
  EXPECT_EQ(left_processes(std::chrono::milliseconds(100)), "");
}

TEST_F(SelfTest, RefusesACommandWithoutAScenario) {
  EXPECT_EQ(run({"run", "--self-test", "--", "cat"}).code(), 2);
}

}  // namespace
}  // namespace tidemark::test
