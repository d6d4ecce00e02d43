// Scenario files that extend others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/scenario/compose_document.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kBase = R"({
  "name": "base", "description": "d", "seed": 5,
  "sites": [
    {"hosts": ["a.com", "b.com"], "behavior": {"kind": "page", "images": 7}},
    {"brand": "Shop", "tlds": ["com", "fr"], "behavior": {"kind": "block"}},
    {"hosts": ["z.com"], "behavior": {"kind": "tarpit"}}],
  "load": {"domains": ["a.com", "z.com"], "cycles": 3, "workers": 2},
  "faults": [{"kind": "kill", "after_domains": 1}]})";

class ScenarioExtends : public testing::Test {
 protected:
  fs::path write(const std::string& name, const std::string& text) {
    const fs::path file = dir_.path() / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return file;
  }
  // What loading it says is wrong, without the directory.
  std::string error_of(const fs::path& file) {
    const auto scenario = load_scenario(file);
    EXPECT_FALSE(scenario) << file;
    if (scenario) return "";
    std::string message = scenario.error().message;
    const std::string directory = dir_.path().string() + "/";
    for (auto at = message.find(directory); at != std::string::npos; at = message.find(directory)) {
      message.erase(at, directory.size());
    }
    return message;
  }
  TempDir dir_ = TempDir::create("tidemark-test").value();
};

TEST_F(ScenarioExtends, MergesObjectsAndReplacesTheRest) {
  write("base.json", kBase);
  const auto child = write("deeper/child.json", R"({
    "name": "child", "extends": "../base.json",
    "load": {"domains": ["b.com"], "cycles": 9}, "faults": []})");
  const auto scenario = load_scenario(child);
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_EQ(scenario->name, "child");
  EXPECT_EQ(scenario->description, "d");
  EXPECT_EQ(scenario->seed, 5U);
  EXPECT_EQ(scenario->sites.size(), 3U);
  EXPECT_THAT(scenario->load.domains, ElementsAre("b.com"));
  EXPECT_EQ(scenario->load.cycles, 9U);
  EXPECT_EQ(scenario->load.workers, 2U);
  EXPECT_TRUE(scenario->faults.empty());
}

TEST_F(ScenarioExtends, AddsSitesAndChangesWhatAHostDoes) {
  write("base.json", kBase);
  const auto child = write("child.json", R"({
    "name": "child", "extends": "base.json",
    "sites+": [{"hosts": ["B.com", "new.net"], "behavior": {"kind": "reset"}},
               {"hosts": ["shop.fr", "z.com"], "behavior": {"kind": "busy"}}]})");
  const auto scenario = load_scenario(child);
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_THAT(hosts_of(*scenario),
              ElementsAre("a.com", "shop.com", "b.com", "new.net", "shop.fr", "z.com"));
  ASSERT_EQ(scenario->sites.size(), 4U) << "a site without hosts is gone";
  EXPECT_EQ(std::get<behaviors::Page>(scenario->sites[0].behavior).images, 7U);
  EXPECT_TRUE(std::holds_alternative<behaviors::Reset>(scenario->sites[2].behavior));
}

TEST_F(ScenarioExtends, ASetOfTheBaseIsChangedKeyByKey) {
  write("base.json", R"({"name": "base",
    "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
    "sets": {"smoke": {"cycles": 2, "workers": 3}}})");
  const auto scenario = load_scenario(write("child.json", R"({
    "name": "child", "extends": "base.json", "sets": {"smoke": {"cycles": 5}}})"));
  ASSERT_TRUE(scenario) << scenario.error().message;
  const Load load = load_in(scenario->load, scenario->sets, LoadSet::kSmoke);
  EXPECT_EQ(load.cycles, 5U);
  EXPECT_EQ(load.workers, 3U);
}

TEST_F(ScenarioExtends, AMistakeIsReportedInTheFileThatHasIt) {
  write("base.json", kBase);
  write("broken.json", R"({"name": "broken", "extends": "base.json", "seed": "five"})");
  write("syntax.json", "{\n  \"name\": }\n");
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {R"({"name": "c", "extends": "broken.json"})",
       "broken.json: /seed: must be of type integer, found \"five\""},
      {R"({"name": "c", "extends": "base.json", "load": {"cycle": 2}})",
       "c.json: /load/cycle: unknown key (allowed: browsers, budget_ms, cycles, domains, phases, "
       "workers)"},
      // Of the composed document: what is said here by the child, what is said there by the base.
      {R"({"name": "c", "extends": "base.json", "load": {"domains": ["a.com", "no host"]}})",
       "c.json: /load/domains/1: "},
      {R"({"name": "c", "extends": "base.json", "sites+": [
            {"hosts": ["ok.com"], "behavior": {"kind": "page"}},
            {"hosts": ["x.com", "x.com"], "behavior": {"kind": "page"}}]})",
       "c.json: /sites+/1/hosts/1: the host x.com is already at /sites+/1/hosts/0"},
      {R"({"name": "c", "extends": "missing.json"})", "c.json: /extends: open missing.json: "},
      {R"({"name": "c", "extends": "syntax.json"})", "syntax.json: line 2, column 11: "},
      {R"({"name": "c", "extends": "c.json"})",
       "c.json: /extends: c.json extends this file itself, directly or not"},
      {R"({"name": "c", "sites+": [{"hosts": ["x.com"], "behavior": {"kind": "page"}}]})",
       "c.json: /: the key \"sites\" or \"extends\" is missing"},
      {R"({"name": "c", "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
           "sites+": [{"hosts": ["x.com"], "behavior": {"kind": "page"}}]})",
       "c.json: /sites+: needs the key \"extends\" beside it"},
  };
  for (const Case& each : cases) {
    EXPECT_THAT(error_of(write("c.json", each.text)), testing::StartsWith(each.message));
  }
}

TEST_F(ScenarioExtends, ASubjectIsChangedKeyByKeyWithoutItsCommand) {
  write("base.json", R"({"name": "base",
    "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
    "subject": {"command": ["prog"], "directory": "there",
                "environment": {"A": "1", "B": "2"}, "limits": {"descriptors": 99}}})");
  const auto scenario = load_scenario(write("deeper/child.json", R"({
    "name": "child", "extends": "../base.json",
    "subject": {"kind": "long_running", "environment": {"B": null}, "limits": {"core_mib": 0}}})"));
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_THAT(scenario->subject->command, ElementsAre("prog"));
  EXPECT_EQ(scenario->subject->kind, PlannedSubject::Kind::kLongRunning);
  const SubjectOptions& options = scenario->subject->options;
  EXPECT_EQ(options.directory, dir_.path() / "there") << "relative to the file that says it";
  ASSERT_EQ(options.environment.size(), 2U);
  EXPECT_EQ(options.environment[0].value, "1");
  EXPECT_FALSE(options.environment[1].value);
  EXPECT_EQ(options.limits.descriptors, 99U);
  EXPECT_TRUE(options.limits.core);
}

TEST_F(ScenarioExtends, ASubjectThatNobodyGivesACommandIsWrong) {
  write("base.json", kBase);
  EXPECT_EQ(error_of(write("child.json", R"({
              "name": "child", "extends": "base.json", "subject": {"kind": "per_cycle"}})")),
            "child.json: /subject: the key \"command\" is missing");
}

TEST_F(ScenarioExtends, AMistakeOfTheBaseThatShowsOnlyInTheWholeIsTheBases) {
  write("base.json", R"({"name": "base", "sites": [
    {"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}},
    {"hosts": ["b.com", "c.com", "c.com"], "behavior": {"kind": "page"}}]})");
  EXPECT_EQ(error_of(write("child.json", R"({
              "name": "child", "extends": "base.json",
              "sites+": [{"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}}]})")),
            "base.json: /sites/1/hosts/2: the host c.com is already at /sites/1/hosts/1");
}

TEST_F(ScenarioExtends, CirclesAndEndlessChainsAreRefused) {
  write("one.json", R"({"name": "one", "extends": "two.json"})");
  const auto two = write("two.json", R"({"name": "two", "extends": "./one.json"})");
  EXPECT_THAT(error_of(two), HasSubstr("one.json: /extends: two.json extends this file itself"));
  for (std::size_t i = 0; i <= kMostExtensions + 1; ++i) {
    write("chain" + std::to_string(i) + ".json",
          R"({"name": "n", "extends": "chain)" + std::to_string(i + 1) + R"(.json"})");
  }
  EXPECT_THAT(error_of(dir_.path() / "chain0.json"),
              HasSubstr("chain8.json: /extends: more than 8 files extend one another"));
}

TEST_F(ScenarioExtends, TextThatIsNoFileExtendsNothing) {
  const auto scenario = parse_scenario(R"({"name": "n", "extends": "/etc/passwd"})", "s.json");
  ASSERT_FALSE(scenario);
  EXPECT_EQ(scenario.error().message,
            "s.json: /extends: only a scenario in a file can extend another");
}

}  // namespace
}  // namespace tidemark::harness
