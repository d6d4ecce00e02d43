#include "cli/config_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "probes/base/temp_dir.hpp"

namespace tidemark::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ConfigFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto directory = TempDir::create("config");
    ASSERT_TRUE(directory);
    directory_ = std::move(*directory);
    file_ = (directory_.path() / "c.json").string();
    CLI::App* command = app_.add_subcommand("analyze");
    add_config_option(*command);
    command->add_option("INPUT", input_)->required();
    command->add_option("--workers", workers_)->check(CLI::Range(1, 1000));
    command->add_option("--map", map_)->allow_extra_args(false);
    command->add_option("--budget", budget_);
    auto* json = command->add_flag("--json", json_);
    command->add_flag("--csv", csv_)->excludes(json);
  }

  // What the parser says, or nothing.
  std::string parse(const std::string& config, std::vector<std::string> typed = {}) {
    std::ofstream(file_) << config;
    std::vector<std::string> arguments{"analyze", "--config", file_};
    arguments.insert(arguments.end(), typed.begin(), typed.end());
    std::ranges::reverse(arguments);
    try {
      app_.parse(arguments);
    } catch (const CLI::ParseError& error) {
      return error.what();
    }
    return "";
  }

  TempDir directory_;
  std::string file_;
  CLI::App app_;
  std::vector<std::string> input_;
  std::vector<std::string> map_;
  int workers_ = 7;
  std::string budget_ = "20s";
  bool json_ = false;
  bool csv_ = false;
};

TEST_F(ConfigFileTest, GivesEveryKindOfOption) {
  EXPECT_EQ(parse(R"({
    // comments are allowed
    "input": ["a.txt", "b.txt"], "workers": 12, "map": ["*=127.0.0.1:1", "a=127.0.0.1:2"],
    "budget": "5s", "csv": true, "json": false
  })"),
            "");
  EXPECT_THAT(input_, ElementsAre("a.txt", "b.txt"));
  EXPECT_THAT(map_, ElementsAre("*=127.0.0.1:1", "a=127.0.0.1:2"));
  EXPECT_EQ(workers_, 12);
  EXPECT_EQ(budget_, "5s");
  EXPECT_TRUE(csv_);
  EXPECT_FALSE(json_);
}

TEST_F(ConfigFileTest, LosesAgainstTheCommandLine) {
  EXPECT_EQ(parse(R"({"input": "file.txt", "workers": 12, "map": ["x"], "csv": true})",
                  {"typed.txt", "--workers", "3", "--map", "y", "--json"}),
            "");
  EXPECT_THAT(input_, ElementsAre("typed.txt"));
  EXPECT_THAT(map_, ElementsAre("y"));
  EXPECT_EQ(workers_, 3);
  EXPECT_TRUE(json_);
  EXPECT_FALSE(csv_) << "what was typed excludes it";
}

TEST_F(ConfigFileTest, TakesOneValueForARepeatableOption) {
  EXPECT_EQ(parse(R"({"input": "a.txt", "map": "x", "budget": 5})"), "");
  EXPECT_THAT(map_, ElementsAre("x"));
  EXPECT_EQ(budget_, "5");
}

TEST_F(ConfigFileTest, ChecksValuesEvenIfTheCommandLineWins) {
  EXPECT_THAT(parse(R"({"workers": true})", {"a.txt", "--workers", "3"}), HasSubstr("/workers"));
}

TEST_F(ConfigFileTest, NamesThePlaceOfAMistake) {
  const auto fault = [&](const std::string& config) { return parse(config, {"a.txt"}); };
  EXPECT_THAT(fault(R"({"workerz": 1})"), HasSubstr("c.json: /workerz: there is no such option"));
  EXPECT_THAT(fault(R"({"workers": "many"})"), HasSubstr("c.json: /workers: "));
  EXPECT_THAT(fault(R"({"workers": 0})"), HasSubstr("range"));
  EXPECT_THAT(fault(R"({"workers": [1]})"), HasSubstr("/workers: is a list"));
  EXPECT_THAT(fault(R"({"csv": 1})"), HasSubstr("/csv: is a number, not true or false"));
  EXPECT_THAT(fault(R"({"map": ["x", {}]})"), HasSubstr("/map/1: is an object"));
  EXPECT_THAT(fault(R"({"budget": null})"), HasSubstr("/budget: is null"));
  EXPECT_THAT(fault("{\n  \"workers\": }"), HasSubstr("c.json: line 2, column 14: "));
  EXPECT_THAT(fault(R"({"map": "a", "map": "b"})"), HasSubstr("\"map\" is given twice"));
  EXPECT_THAT(fault("[]"), HasSubstr("is no JSON object"));
  EXPECT_THAT(fault(R"({"config": "other.json"})"), HasSubstr("/config: there is no such"));
  EXPECT_THAT(fault(R"({"help": true})"), HasSubstr("/help: there is no such"));
  EXPECT_THAT(fault(R"({"csv": true, "json": true})"), HasSubstr("excludes"));
  EXPECT_THAT(fault("{\"\x1b[31m\": 1}"), Not(HasSubstr("\x1b")));
  EXPECT_THAT(parse("{}"), HasSubstr("INPUT"));
}

TEST_F(ConfigFileTest, SurvivesNestingWithoutEnd) {
  EXPECT_THAT(parse("{\"map\": " + std::string(100000, '['), {"a.txt"}), HasSubstr("c.json: "));
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  EXPECT_THAT(parse("{\"map\": " + deep + "}", {"a.txt"}), HasSubstr("levels deep"));
}

TEST_F(ConfigFileTest, SaysWhatTheSystemSaid) {
  std::vector<std::string> arguments{"a.txt", "/nonexistent/c.json", "--config", "analyze"};
  try {
    app_.parse(arguments);
    FAIL();
  } catch (const CLI::ParseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/nonexistent/c.json"));
  }
}

}  // namespace
}  // namespace tidemark::cli
