// What scenarios say of their subject's defect, and which sets they are in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "harness/scenario/load_scenario.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::string scenario_with(const std::string& subject, const std::string& more = "") {
  return R"({"name": "s", "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
             "expect": {"at_work": {"processes": 3}},
             "subject": {"command": ["./s"])" +
         subject + "}" + more + "}";
}

std::string error_of(const std::string& text) {
  const auto scenario = parse_scenario(text, "s.json");
  return scenario ? "" : scenario.error().message;
}

TEST(ScenarioDefect, IsAFindingAFailedExpectationOrAStandstill) {
  const auto leak = parse_scenario(
      scenario_with(R"(, "defect": {"finding": "orphan", "role": "browser", "task": "a.com"},
                       "sound": ["--fixed", "--now"])"),
      "s.json");
  ASSERT_TRUE(leak) << leak.error().message;
  ASSERT_TRUE(leak->subject && leak->subject->defect);
  EXPECT_EQ(in_words(*leak->subject->defect), "orphan of browser processes, born during a.com");
  EXPECT_THAT(leak->subject->sound, ElementsAre("--fixed", "--now"));

  const auto failing =
      parse_scenario(scenario_with(R"(, "defect": {"expectation": "at_work"})"), "s.json");
  ASSERT_TRUE(failing) << failing.error().message;
  EXPECT_EQ(in_words(*failing->subject->defect), "the expectation at_work fails");

  const auto stuck = parse_scenario(scenario_with(R"(, "defect": {"stuck": true})"), "s.json");
  ASSERT_TRUE(stuck) << stuck.error().message;
  EXPECT_EQ(in_words(*stuck->subject->defect), "the subject gets stuck");
}

TEST(ScenarioDefect, MistakesAreNamedWithTheirPlace) {
  EXPECT_THAT(error_of(scenario_with(R"(, "defect": {})")), HasSubstr("/subject/defect: "));
  EXPECT_THAT(error_of(scenario_with(R"(, "defect": {"finding": "growth", "stuck": true})")),
              HasSubstr("/subject/defect: "));
  EXPECT_THAT(error_of(scenario_with(R"(, "defect": {"finding": "dust"})")),
              HasSubstr("/subject/defect/finding: "));
  EXPECT_THAT(error_of(scenario_with(R"(, "defect": {"stuck": true, "role": "browser"})")),
              HasSubstr("/subject/defect/role: "));
  EXPECT_THAT(error_of(scenario_with(
                  R"(, "defect": {"finding": "growth", "resource": "memory", "role": "gpu"})")),
              HasSubstr("/subject/defect/role: memory have no role"));
  EXPECT_THAT(error_of(scenario_with(R"(, "defect": {"expectation": "at_rest"})")),
              HasSubstr("/subject/defect/expectation: "));
  EXPECT_THAT(error_of(scenario_with(R"(, "sound": ["--fixed"])")), HasSubstr("/subject/sound: "));
}

TEST(ScenarioCatalogue, NamesSetsAndHasNoMatrix) {
  const auto scenario = parse_scenario(
      scenario_with("", R"(, "catalogue": {"sets": ["smoke", "soak"], "alone": true})"), "s.json");
  ASSERT_TRUE(scenario) << scenario.error().message;
  ASSERT_TRUE(scenario->catalogue);
  EXPECT_THAT(scenario->catalogue->sets, ElementsAre(LoadSet::kSmoke, LoadSet::kSoak));
  EXPECT_TRUE(scenario->catalogue->alone);
  EXPECT_THAT(error_of(scenario_with("", R"(, "catalogue": {"sets": ["today"]})")),
              HasSubstr("/catalogue/sets/0: "));
  EXPECT_THAT(error_of(scenario_with(
                  "", R"(, "catalogue": {"sets": ["smoke"]}, "matrix": {"workers": [1, 2]})")),
              HasSubstr("/catalogue: "));
}

TEST(ScenarioCatalogue, IsNotInheritedButTheDefectIs) {
  const auto dir = TempDir::create("tidemark-test").value();
  std::ofstream(dir.path() / "base.json")
      << scenario_with(R"(, "defect": {"stuck": true})", R"(, "catalogue": {"sets": ["smoke"]})");
  std::ofstream(dir.path() / "child.json") << R"({"name": "child", "extends": "base.json"})";
  const auto child = load_scenario(dir.path() / "child.json");
  ASSERT_TRUE(child) << child.error().message;
  EXPECT_FALSE(child->catalogue);
  EXPECT_TRUE(child->subject->defect);
}

TEST(ScenarioCatalogue, EveryShippedDefectHasASoundTwinAndIsInTheDefaultSet) {
  int defects = 0;
  for (const auto& entry : fs::directory_iterator(SCENARIOS_DIR)) {
    const std::string file = entry.path().string();
    if (!file.ends_with(".json") || file.ends_with(".schema.json")) continue;
    const auto scenario = load_scenario(file);
    ASSERT_TRUE(scenario) << scenario.error().message;
    if (!scenario->subject) continue;
    ++defects;
    EXPECT_TRUE(scenario->subject->defect) << file;
    EXPECT_FALSE(scenario->subject->sound.empty()) << file;
    ASSERT_TRUE(scenario->catalogue) << file;
    const auto& sets = scenario->catalogue->sets;
    EXPECT_NE(std::ranges::find(sets, LoadSet::kDefault), sets.end()) << file;
  }
  EXPECT_EQ(defects, 15);
}

}  // namespace
}  // namespace tidemark::harness
