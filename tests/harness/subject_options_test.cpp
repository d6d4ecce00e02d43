// Subjects started as their scenario says: environment, user, limits, directory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "harness/run/run_folder.hpp"
#include "harness/subject/supervisor_message.hpp"
#include "tests/harness/run_fixture.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::harness {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// A scenario of two hosts with this subject.
std::string with_subject(const std::string& subject) {
  return R"({"name": "tiny", "load": {"cycles": 1},
    "sites": [{"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}}],
    "subject": )" +
         subject + "}";
}

// One that says something on stderr and then echoes.
std::string telling(const std::string& script, const std::string& options) {
  return with_subject(R"({"kind": "long_running", "command": ["bash", "-c", ")" + script +
                      R"(; while read -r d; do echo $d; done"], )" + options + "}");
}

class SubjectOptionsTest : public RunTest {
 protected:
  // What the subject of that scenario tells on stderr.
  std::string told_by(const std::string& scenario) {
    const RunOutcome outcome = run_plan(plan_for_subject(scenario));
    EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem << file(kSubjectErrFile);
    EXPECT_EQ(outcome.record.tasks_answered, 2);
    return file(kSubjectErrFile);
  }
};

TEST_F(SubjectOptionsTest, VariablesAreSetAndRemoved) {
  ::setenv("TIDEMARK_TEST_INHERITED", "yes", 1);
  ::setenv("TIDEMARK_TEST_REMOVED", "yes", 1);
  const std::string told = told_by(telling(
      "for v in TIDEMARK_TEST_INHERITED TIDEMARK_TEST_REMOVED TIDEMARK_MAP TIDEMARK_CA SET; do "
      "echo $v=${!v-none} >&2; done",
      R"("environment": {"TIDEMARK_TEST_REMOVED": null, "TIDEMARK_MAP": null, "SET": "to = this",
                         "TIDEMARK_CA": "mine"})"));
  EXPECT_EQ(told,
            "TIDEMARK_TEST_INHERITED=yes\nTIDEMARK_TEST_REMOVED=none\nTIDEMARK_MAP=none\n"
            "TIDEMARK_CA=mine\nSET=to = this\n");
}

TEST_F(SubjectOptionsTest, ItStartsInItsDirectoryAndFindsItsProgramThere) {
  const auto directory = TempDir::create("tidemark-test");
  ASSERT_TRUE(directory);
  std::ofstream(directory->path() / "here.sh")
      << "#!/bin/bash\npwd >&2\nwhile read -r d; do echo \"$d\"; done\n";
  std::filesystem::permissions(directory->path() / "here.sh", std::filesystem::perms::owner_all);
  EXPECT_EQ(told_by(with_subject(R"({"kind": "long_running", "command": ["./here.sh"],
                                     "directory": ")" +
                                 directory->path().string() + R"("})")),
            directory->path().string() + "\n");
}

TEST_F(SubjectOptionsTest, ADirectoryThatIsNotThereFails) {
  const RunOutcome outcome =
      run_plan(plan_for_subject(telling("true", R"("directory": "/nonexistent")")));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("enter its working directory"));
}

TEST_F(SubjectOptionsTest, DescriptorsEndWhereTheLimitIs) {
  const std::string victim = test::victim_path("opens_until_refused").string();
  EXPECT_EQ(told_by(with_subject(R"({"kind": "long_running", "command": [")" + victim +
                                 R"("], "limits": {"descriptors": 40}})")),
            "37 more, then: Too many open files\n");
}

TEST_F(SubjectOptionsTest, AllLimitsAreSoftAndHard) {
  EXPECT_EQ(
      told_by(telling("for k in n u v f c; do echo $k $(ulimit -S$k) $(ulimit -H$k) >&2; done",
                      R"("limits": {"descriptors": 99, "processes": 30000,
                                "address_space_mib": 2048, "file_size_mib": 3, "core_mib": 0})")),
      "n 99 99\nu 30000 30000\nv 2097152 2097152\nf 3072 3072\nc 0 0\n");
}

TEST_F(SubjectOptionsTest, RunsAsAnotherUserWithItsGroupsAndHome) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may start programs as another user";
  // Nobody may trace what root does: its own temporary directory, socket and certificate suffice.
  const std::string told =
      told_by(telling("{ id -un; id -gn; echo $HOME $USER; head -n 1 $TIDEMARK_CA; : > $TMPDIR/f "
                      "&& rm $TMPDIR/f && "
                      "echo wrote; [ -w $TIDEMARK_EVENTS ] && echo tells; } >&2",
                      R"("user": "nobody")"));
  EXPECT_EQ(told,
            "nobody\nnogroup\n/nonexistent nobody\n-----BEGIN CERTIFICATE-----\nwrote\ntells\n");
}

TEST_F(SubjectOptionsTest, RunsAsANumberWithoutAName) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may start programs as another user";
  EXPECT_EQ(told_by(telling("{ id -u; id -G; } >&2", R"("user": "61183")")), "61183\n61183\n");
}

TEST_F(SubjectOptionsTest, WhatAnotherUserLeavesIsALeak) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may start programs as another user";
  const RunOutcome outcome = run_plan(plan_for_subject(R"({"name": "tiny", "load": {"cycles": 4},
    "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
    "subject": {"user": "nobody", "kind": "long_running", "command": ["bash", "-c",
      "while read -r d; do mktemp -d >/dev/null; setsid sleep 12345 & echo $d; done"]}})"));
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem << file(kSubjectErrFile);
  EXPECT_EQ(outcome.record.verdict, Verdict::kLeaking) << outcome.record.reason;
  for (const Resource resource : {Resource::kProcesses, Resource::kDirectories}) {
    EXPECT_TRUE(std::ranges::any_of(outcome.record.findings, [&](const Finding& finding) {
      return finding.leak && finding.resource == resource;
    }));
  }
}

TEST_F(SubjectOptionsTest, AUserWhoIsNotThereOrCannotBeTakenIsSaidWithItsPlace) {
  const std::string nobody_has = "no-such-user-here";
  const RunOutcome outcome =
      run_plan(plan_for_subject(telling("true", R"("user": ")" + nobody_has + "\"")));
  EXPECT_EQ(outcome.end, RunEnd::kEnvironment);
  EXPECT_THAT(outcome.problem, StartsWith("tiny.json: /subject/user: "));
  EXPECT_THAT(outcome.problem, HasSubstr(::geteuid() == 0 ? nobody_has : "only root"));
}

TEST(StartOrder, SaysEverythingToTheSupervisor) {
  const StartSubject all{.command = {"prog", "\xFF"},
                         .environment = {"A=b"},
                         .without = {"HOME"},
                         .directory = "/caf\xC3\xA9",
                         .limits = {{.resource = 7, .most = 40}, {.resource = 9, .most = 1}},
                         .reap_orphans = false,
                         .run_as = probes::RunAs{.user = 3, .group = 4, .groups = {5, 6}}};
  EXPECT_EQ(parse_order(to_text(Order(all))), Order(all));
  EXPECT_EQ(parse_order(to_text(Order(StartSubject{}))), Order(StartSubject{}));
}

}  // namespace
}  // namespace tidemark::harness

int main(int argc, char** argv) { return tidemark::harness::run_test_main(argc, argv); }
