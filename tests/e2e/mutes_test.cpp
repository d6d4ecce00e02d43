// `--mutes` of `tidemark run` and `tidemark report` on the built program.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kWorld = R"({"name": "tiny", "load": {"cycles": 4},
  "sites": [{"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}}]})";
constexpr const char* kStrictWorld = R"({"name": "tiny", "load": {"cycles": 4},
  "expect": {"at_rest": {"processes": 0}},
  "sites": [{"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}}]})";

// Of what leak() leaves: the same in every run and on every machine.
constexpr const char* kSleepers = "87dadf6f7eae";

class Mutes : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    scenario_ = write_file("tiny.json", kWorld);
    folder_ = scenario_.parent_path();
  }

  // A run of a subject that leaves a process behind in every cycle.
  [[nodiscard]] Finished leak(const std::string& name, const Arguments& more = {}) {
    Arguments arguments{"run",   scenario_.string(),       "--per-cycle", "--json", "--quiet",
                        "--out", (folder_ / name).string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.insert(arguments.end(), {"--", "sh", "-c", "setsid sleep 12345 & " + then_});
    return run(arguments);
  }
  [[nodiscard]] Finished judge_again(const std::string& name, const Arguments& more = {}) {
    Arguments arguments{"report", (folder_ / name).string(), "--judge"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  [[nodiscard]] std::string mutes(const std::string& fingerprint, const std::string& expires) {
    const json file = {
        {"schema", "tidemark.mutes/1"},
        {"mutes", {{{"fingerprint", fingerprint}, {"reason", "TICKET-7"}, {"expires", expires}}}}};
    return write_file("mutes-" + expires + ".json", file.dump()).string();
  }

  fs::path scenario_;
  fs::path folder_;
  std::string then_ = "cat";  // what the subject does besides
};

TEST_F(Mutes, LetAGatePassUntilTheyExpire) {
  const Finished red = leak("red", {"--cycles", "3"});
  ASSERT_EQ(red.code(), 1) << red.err;
  const json record = json::parse(red.out);
  ASSERT_EQ(record["findings"].size(), 1U) << record["findings"];
  EXPECT_EQ(record["findings"][0]["fingerprint"], kSleepers);

  const Finished green = leak("green", {"--mutes", mutes(kSleepers, "2999-12-31")});
  EXPECT_EQ(green.code(), 0) << green.err;
  const json muted = json::parse(green.out);
  EXPECT_EQ(muted["verdict"], "stable");
  EXPECT_THAT(muted["reason"], HasSubstr("apart from 1 muted finding"));
  EXPECT_EQ(muted["findings"][0]["leak"], true);
  EXPECT_EQ(muted["findings"][0]["muted"]["reason"], "TICKET-7");
  EXPECT_EQ(muted["mutes"][0]["state"], "used");
  EXPECT_THAT(muted["mutes_file"], HasSubstr("mutes-2999-12-31.json"));

  const Finished late = leak("late", {"--cycles", "3", "--mutes", mutes(kSleepers, "2020-01-01")});
  EXPECT_EQ(late.code(), 1) << late.err;
  EXPECT_EQ(json::parse(late.out)["mutes"][0]["state"], "expired");
}

TEST_F(Mutes, HoldForTheRecordingOnlyWhereTheyAreNamed) {
  ASSERT_EQ(leak("run").code(), 1);
  const Finished shown = judge_again("run");
  EXPECT_EQ(shown.code(), 1);
  const auto line = shown.out.find("{\"fingerprint\": ");
  ASSERT_NE(line, std::string::npos) << shown.out;
  const std::string offered = shown.out.substr(line, shown.out.find('}', line) + 1 - line);
  // What is shown can be put into a file as it is.
  const auto file = write_file(
      "offered.json", fmt::format(R"({{"schema": "tidemark.mutes/1", "mutes": [{}]}})", offered));
  const Finished muted = judge_again("run", {"--mutes", file.string()});
  EXPECT_EQ(muted.code(), 0) << muted.out << muted.err;
  EXPECT_THAT(muted.out, HasSubstr("STABLE"));
  EXPECT_THAT(muted.out, HasSubstr("in force until"));
  EXPECT_EQ(judge_again("run").code(), 1) << "without --mutes none applies";

  const Finished unused = judge_again("run", {"--mutes", mutes("0123456789ab", "2999-12-31")});
  EXPECT_EQ(unused.code(), 1);
  EXPECT_THAT(unused.out, HasSubstr("matched nothing: delete it"));
}

TEST_F(Mutes, DoNotExcuseAFailedExpectation) {
  scenario_ = write_file("tiny.json", kStrictWorld);
  folder_ = scenario_.parent_path();
  const Finished still = leak("still", {"--mutes", mutes(kSleepers, "2999-12-31")});
  EXPECT_EQ(still.code(), 1) << still.err;
  const json record = json::parse(still.out);
  EXPECT_EQ(record["verdict"], "stable");
  EXPECT_EQ(record["expectations"][0]["met"], false);
}

TEST_F(Mutes, DoNotExcuseASubjectThatFails) {
  then_ = "exit 7";
  const Finished failed = leak("failed", {"--mutes", mutes(kSleepers, "2999-12-31")});
  EXPECT_EQ(failed.code(), 4) << failed.err;
  EXPECT_NE(json::parse(failed.out)["verdict"], "stable");
}

TEST_F(Mutes, InAFileThatIsWrongAreRefusedBeforeAnythingRuns) {
  const auto file =
      write_file("wrong.json",
                 R"({"schema": "tidemark.mutes/1", "mutes": [{"fingerprint": "0123456789ab"}]})");
  const Finished refused = leak("run", {"--mutes", file.string()});
  EXPECT_EQ(refused.code(), 2);
  EXPECT_THAT(refused.err, HasSubstr("wrong.json: /mutes/0 has no \"reason\""));
  EXPECT_FALSE(fs::exists(folder_ / "run"));
  EXPECT_EQ(leak("run", {"--validate", "--mutes", file.string()}).code(), 2);
  const Finished missing = leak("run", {"--mutes", (folder_ / "none.json").string()});
  EXPECT_EQ(missing.code(), 2);
  EXPECT_THAT(missing.err, HasSubstr("none.json"));
}

}  // namespace
}  // namespace tidemark::test
