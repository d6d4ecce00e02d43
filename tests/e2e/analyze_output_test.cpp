// What `tidemark analyze` writes, in every form, and how its options are given and refused.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/e2e/program.hpp"
#include "tests/support/result_schema.hpp"

namespace tidemark::test {
namespace {

using nlohmann::json;

constexpr const char* kSites = R"({
  "name": "outputs", "description": "answers and silence",
  "sites": [
    {"hosts": ["page.example", "other.example", "third.example"], "behavior": {"kind": "page"}},
    {"hosts": ["formula.example"], "behavior": {"kind": "title", "title": "=cmd|'/c calc'!A1"}},
    {"hosts": ["wall.example"], "behavior": {"kind": "block"}},
    {"hosts": ["tarpit.example"], "behavior": {"kind": "tarpit"}}
  ]
})";

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class AnalyzeOutput : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    sites_.emplace(write_file("sites.json", kSites), scratch());
  }
  void TearDown() override {
    sites_.reset();
    EndToEnd::TearDown();
  }
  // Without browsers.
  Finished analyze(Arguments arguments, const Arguments& environment = {}) {
    arguments.insert(arguments.begin(), "analyze");
    arguments.insert(arguments.end(), {"--browsers", "0"});
    return run(with_reach(std::move(arguments), *sites_), environment);
  }
  void expect_refusal(const Arguments& arguments, const std::string& message) {
    const Finished finished = analyze(arguments);
    EXPECT_EQ(finished.code(), 2) << finished.err;
    EXPECT_NE(finished.err.find(message), std::string::npos) << finished.err;
    EXPECT_EQ(finished.out, "");
  }
  Simulator& sites() { return *sites_; }

 private:
  std::optional<Simulator> sites_;
};

TEST_F(AnalyzeOutput, FollowsThePublishedSchema) {
  const std::filesystem::path list =
      write_file("list.txt",
                 "page.example\nwall.example\ntarpit.example\nunknown.example\npage.example\n"
                 "formula.example\nno domain\n||page.example^\n@@||page.example^\n");
  const Finished finished = analyze({list.string(), "--json", "--budget", "3s"});
  EXPECT_GE(finished.lines().size(), 7U) << finished.out;
  for (const std::string& line : finished.lines()) {
    EXPECT_EQ(schema_objections(json::parse(line)), "") << line;
  }
}

TEST_F(AnalyzeOutput, WritesCommaSeparatedValues) {
  const Finished finished = analyze({"formula.example", "wall.example", "--csv"});
  ASSERT_EQ(finished.code(), 0) << finished.err;
  const std::vector<std::string> lines = finished.lines();
  ASSERT_EQ(lines.size(), 3U) << finished.out;
  EXPECT_TRUE(lines[0].starts_with("domain,source,state,")) << lines[0];
  for (const std::string& line : lines) EXPECT_TRUE(line.ends_with('\r')) << line;
  EXPECT_NE(finished.out.find("\"'=cmd|"), std::string::npos) << finished.out;
  EXPECT_NE(finished.out.find("wall.example,\"argument 2\",blocked,"), std::string::npos)
      << finished.out;
}

TEST_F(AnalyzeOutput, WritesAFileInTheFormOfItsName) {
  const std::filesystem::path csv = write_file("results.csv", "what was there before\n");
  const Finished finished = analyze({"page.example", "--output", csv.string()});
  ASSERT_EQ(finished.code(), 0) << finished.err;
  EXPECT_EQ(finished.out, "");
  EXPECT_TRUE(text_of(csv).starts_with("domain,")) << text_of(csv);
  EXPECT_EQ(text_of(csv).find("before"), std::string::npos);
  const std::filesystem::path lines = write_file("results.jsonl", "");
  ASSERT_EQ(analyze({"page.example", "--output", lines.string()}).code(), 0);
  EXPECT_EQ(json::parse(text_of(lines))["state"], "alive");
}

TEST_F(AnalyzeOutput, KeepsWhatWasWrittenWhenItIsKilled) {
  const std::filesystem::path file = write_file("results.jsonl", "");
  const UniqueFd changes(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  ASSERT_GE(::inotify_add_watch(changes.get(), file.c_str(), IN_MODIFY), 0);
  Program program(
      with_reach({"analyze", "-", "--browsers", "0", "--output", file.string()}, sites()),
      scratch());
  program.write("page.example\nother.example\ntarpit.example\n");
  const Deadline deadline = Deadline::in(std::chrono::seconds(30));
  const auto whole_lines = [&] {
    const std::string text = text_of(file);
    return std::ranges::count(text, '\n');
  };
  while (whole_lines() < 2 && !deadline.passed()) {
    pollfd changed{changes.get(), POLLIN, 0};
    (void)::poll(&changed, 1, static_cast<int>(deadline.remaining().count()));
    std::array<char, 4096> events{};
    (void)!::read(changes.get(), events.data(), events.size());
  }
  ASSERT_TRUE(program.child().signal(SIGKILL));
  (void)program.finish();
  std::istringstream text(text_of(file));
  std::set<std::string> domains;
  for (std::string line; std::getline(text, line);) domains.insert(json::parse(line)["domain"]);
  EXPECT_EQ(domains, (std::set<std::string>{"page.example", "other.example"}));
}

TEST_F(AnalyzeOutput, DoesNotOverwriteItsInput) {
  const std::filesystem::path list = write_file("list.txt", "page.example\n");
  expect_refusal({list.string(), "--output", list.string()}, "is an input too");
  EXPECT_EQ(text_of(list), "page.example\n");
  expect_refusal({"page.example", "--output", "/nonexistent/results"}, "/nonexistent/results");
}

TEST_F(AnalyzeOutput, SumsUpForPeopleUnlessQuiet) {
  const Arguments arguments{"page.example", "wall.example", "tarpit.example", "other.example",
                            "--budget",     "5s",           "--workers",      "4"};
  const Finished told = analyze(arguments);
  EXPECT_NE(told.err.find("4 domains in "), std::string::npos) << told.err;
  EXPECT_NE(told.err.find("failures: 1 no_response"), std::string::npos) << told.err;
  EXPECT_NE(told.err.find("protected: cloudflare (1 block)"), std::string::npos) << told.err;
  EXPECT_NE(told.err.find("slowest: tarpit.example "), std::string::npos) << told.err;
  Arguments quiet = arguments;
  quiet.emplace_back("--quiet");
  EXPECT_EQ(analyze(quiet).err, "");
}

TEST_F(AnalyzeOutput, TakesOptionsFromAFile) {
  const std::filesystem::path list = write_file("list.txt", "page.example\nother.example\n");
  const std::filesystem::path config = write_file("config.json", json{{"input", {list.string()}},
                                                                      {"csv", true},
                                                                      {"quiet", true},
                                                                      {"workers", 2},
                                                                      {"budget", "10s"}}
                                                                     .dump());
  const Finished finished = analyze({"--config", config.string()});
  ASSERT_EQ(finished.code(), 0) << finished.err;
  EXPECT_EQ(finished.lines().size(), 3U);
  EXPECT_EQ(finished.err, "");
  const Finished typed = analyze({"--config", config.string(), "third.example", "--json"});
  ASSERT_EQ(typed.lines().size(), 1U) << typed.out << typed.err;
  EXPECT_EQ(json::parse(typed.out)["domain"], "third.example");
  const std::filesystem::path wrong = write_file("wrong.json", "{\n \"wokers\": 2\n}");
  expect_refusal({"--config", wrong.string(), "page.example"}, "wrong.json: /wokers: ");
  const std::filesystem::path broken = write_file("broken.json", "{\n \"workers\"\n}");
  expect_refusal({"--config", broken.string(), "page.example"}, "broken.json: line 3, column 1: ");
}

TEST_F(AnalyzeOutput, TakesTheSameSampleAgain) {
  std::string names;
  for (int i = 0; i < 50; ++i) names += "n" + std::to_string(i) + ".example\n";
  const std::filesystem::path list = write_file("list.txt", names + "no domain\n");
  const auto sample = [&](const char* seed) {
    std::set<std::string> domains;
    const Finished finished =
        analyze({list.string(), "--json", "--sample-size", "5", "--seed", seed});
    EXPECT_EQ(finished.code(), 0) << finished.err;
    for (const std::string& line : finished.lines()) {
      const json result = json::parse(line);
      if (result["state"] != "rejected") domains.insert(result["domain"]);
    }
    return domains;
  };
  const std::set<std::string> first = sample("1");
  EXPECT_EQ(first.size(), 5U);
  EXPECT_EQ(sample("1"), first);
  EXPECT_NE(sample("2"), first);
  expect_refusal({"a.example", "--sample-size", "0"}, "--sample-size");
  expect_refusal({"a.example", "--seed", "3"}, "--sample-size");
}

TEST_F(AnalyzeOutput, VisitsAgainByState) {
  const std::filesystem::path list =
      write_file("list.txt", "page.example\nwall.example\nunknown.example\n");
  const std::filesystem::path store = list.parent_path() / "store.sqlite";
  const auto domains = [&](const Arguments& more) {
    Arguments arguments{list.string(), "--json", "--cache", store.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished finished = analyze(arguments);
    EXPECT_EQ(finished.code(), 0) << finished.err;
    std::map<std::string, bool> cached;
    for (const std::string& line : finished.lines()) {
      const json result = json::parse(line);
      cached[result["domain"]] = result["cached"];
    }
    return cached;
  };
  using Cached = std::map<std::string, bool>;
  EXPECT_EQ(domains({"--only", "alive"}), Cached{}) << "there is no store yet";
  EXPECT_EQ(domains({"--only", "new"}),
            (Cached{{"page.example", false}, {"wall.example", false}, {"unknown.example", false}}));
  EXPECT_EQ(domains({"--only", "blocked,dead"}),
            (Cached{{"wall.example", false}, {"unknown.example", false}}));
  EXPECT_EQ(domains({"--skip", "blocked", "--skip", "dead"}), (Cached{{"page.example", true}}));
  std::ofstream(list, std::ios::app) << "other.example\n";
  EXPECT_EQ(domains({"--only", "new"}), (Cached{{"other.example", false}}));
  expect_refusal({list.string(), "--only", "sleepy"}, "there are new, alive, ");
  expect_refusal({list.string(), "--only", "alive"}, "--cache");
  expect_refusal({list.string(), "--only", "alive", "--skip", "dead"}, "--skip");
}

}  // namespace
}  // namespace tidemark::test
