// What programs read of a watch: metrics and JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "reports/open_metrics.hpp"
#include "reports/watch_json.hpp"
#include "tests/reports/golden.hpp"
#include "tests/reports/sample_watch.hpp"

namespace tidemark::reports {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

harness::WatchSample cgroup_watch() {
  harness::WatchSample sample = tree_watch();
  sample.cgroup = probes::CgroupFacts{.version = 2,
                                      .current = Bytes::mib(900),
                                      .anon = Bytes::mib(700),
                                      .kernel = Absence::kUnsupported,
                                      .pids_current = 321};
  return sample;
}

TEST(Metrics, AreOpenMetrics) {
  expect_golden("watch_metrics_open.txt",
                metrics_text(cgroup_watch(), MetricsDialect::kOpenMetrics, "1.2.3"));
}

TEST(Metrics, ArePlainText) {
  expect_golden("watch_metrics_plain.txt",
                metrics_text(cgroup_watch(), MetricsDialect::kPlain, "1.2.3"));
}

TEST(Metrics, EndWithEof) {
  EXPECT_THAT(metrics_text({}, MetricsDialect::kOpenMetrics, ""), EndsWith("\n# EOF\n"));
}

// OpenMetrics 1.0.0: a family is described once, before its samples, which follow without others
// between; a counter's samples end in _total; a unit ends the name.
TEST(Metrics, FollowTheRulesOfOpenMetrics) {
  std::istringstream text(metrics_text(cgroup_watch(), MetricsDialect::kOpenMetrics, "1"));
  std::map<std::string, std::string> types;
  std::string current;
  std::set<std::string> samples;
  int values = 0;
  for (std::string line; std::getline(text, line) && line != "# EOF";) {
    std::smatch part;
    if (std::regex_match(line, part, std::regex("# TYPE ([a-z_]+) ([a-z]+)"))) {
      current = part[1];
      EXPECT_TRUE(types.emplace(current, part[2]).second) << line;
    } else if (std::regex_match(line, part, std::regex("# UNIT ([a-z_]+) ([a-z]+)"))) {
      EXPECT_EQ(part[1], current);
      EXPECT_THAT(current, EndsWith("_" + part[2].str()));
    } else if (std::regex_match(line, part, std::regex("# HELP ([a-z_]+) [A-Z].*\\."))) {
      EXPECT_EQ(part[1], current);
    } else {
      ASSERT_TRUE(std::regex_match(line, part, std::regex(R"(([a-z_]+)(\{.*\})? ([0-9.e+-]+))")))
          << line;
      const std::string suffix = types[current] == "counter" ? "_total"
                                 : types[current] == "info"  ? "_info"
                                                             : "";
      EXPECT_EQ(part[1], current + suffix) << line;
      EXPECT_TRUE(samples.insert(part[1].str() + part[2].str()).second) << line;
      ++values;
    }
  }
  EXPECT_GT(values, 40);
}

TEST(Metrics, LeaveOutWhatIsNotKnown) {
  const std::string text = metrics_text(tree_watch(), MetricsDialect::kPlain, "1");
  EXPECT_THAT(text, HasSubstr("tidemark_resident_memory_bytes{role=\"renderer\"}"));
  EXPECT_THAT(text, Not(HasSubstr("tidemark_resident_memory_bytes{role=\"other\"}")));
  EXPECT_THAT(text, Not(HasSubstr("tidemark_proportional_memory_bytes{role=\"utility\"}")));
  EXPECT_THAT(text, Not(HasSubstr("cgroup")));
  EXPECT_THAT(text, HasSubstr("tidemark_processes{role=\"gpu\"} 0")) << "there was one before";
}

TEST(Metrics, EscapeWhatAProcessCallsItself) {
  EXPECT_EQ(escape_label_value("a\"b\\c\nd"), "a\\\"b\\\\c\\nd");
  harness::WatchSample sample = tree_watch();
  sample.target = "pid 1 (a\"} 1\n# EOF\n\xff)";
  const std::string text = metrics_text(sample, MetricsDialect::kOpenMetrics, "1");
  EXPECT_THAT(text, HasSubstr("target=\"pid 1 (a\\\"} 1\\\\x0a# EOF\\\\x0a\\\\xff)\""));
}

TEST(WatchJson, TellsALookWithNothingMadeUp) {
  expect_golden("watch_sample.json", json::parse(watch_json(cgroup_watch())).dump(1) + "\n");
}

TEST(WatchJson, IsOneLine) { EXPECT_THAT(watch_json(tree_watch()), Not(HasSubstr("\n"))); }

TEST(WatchJson, NamesOwners) {
  const json object = json::parse(watch_json(browsers_watch()));
  ASSERT_EQ(object["groups"].size(), 2U);
  EXPECT_EQ(object["groups"][0]["owner"]["pid"], 100);
  EXPECT_EQ(object["groups"][1]["owner"]["nobody"], true);
  EXPECT_EQ(object["groups"][1]["processes"], json::array({210}));
}

}  // namespace
}  // namespace tidemark::reports
