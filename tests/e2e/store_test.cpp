// What `tidemark analyze` remembers from one run to the next, whatever ends a run.
#include <gtest/gtest.h>
#include <poll.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include <nlohmann/json.hpp>

#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

using nlohmann::json;

// A few sites that answer at different speeds, so that a kill finds some of them in flight.
std::string world() {
  json sites = json::array();
  for (int i = 0; i < 60; ++i) {
    const std::string host = "site-" + std::to_string(i) + ".example";
    json behavior{{"kind", "page"}};
    if (i % 6 == 1) behavior = {{"kind", "slow"}, {"delay_ms", 150}};
    if (i % 6 == 2) behavior = {{"kind", "block"}};
    if (i % 6 == 3) behavior = {{"kind", "reset"}};
    sites.push_back({{"hosts", {host}}, {"behavior", behavior}});
  }
  return json{{"name", "resume-world"}, {"description", "for resuming"}, {"sites", sites}}.dump();
}

class Remembering : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    sites_.emplace(write_file("world.json", world()), scratch());
    std::string lines;
    for (const std::string& domain : sites_->domains()) lines += domain + "\n";
    list_ = write_file("list.txt", lines);
  }
  void TearDown() override {
    sites_.reset();
    EndToEnd::TearDown();
  }
  [[nodiscard]] Arguments analyze(const std::string& store, const Arguments& more = {}) const {
    Arguments arguments{"analyze", list_.string(), "--json", "--quiet",  "--browsers",
                        "0",       "--workers",    "4",      "--budget", "10s"};
    arguments.insert(arguments.end(), {"--cache", (list_.parent_path() / store).string()});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return with_reach(std::move(arguments), *sites_);
  }
  // The state of each domain; fails if one is there twice.
  static std::map<std::string, std::string> states(const std::vector<std::string>& lines) {
    std::map<std::string, std::string> states;
    for (const std::string& line : lines) {
      const json result = json::parse(line);
      EXPECT_TRUE(states.emplace(result["domain"], result["state"]).second) << line;
    }
    return states;
  }
  [[nodiscard]] Simulator& sites() { return *sites_; }

  std::filesystem::path list_;

 private:
  std::optional<Simulator> sites_;
};

// The lines that were whole when the program was killed.
std::set<std::string> domains_said(const std::string& out) {
  std::set<std::string> said;
  for (std::size_t at = 0, end = 0; (end = out.find('\n', at)) != std::string::npos; at = end + 1) {
    said.insert(json::parse(out.substr(at, end - at))["domain"]);
  }
  return said;
}

TEST_F(Remembering, AKilledRunIsResumedWithNothingDoneTwice) {
  const auto undisturbed = states(run(analyze("undisturbed.sqlite")).lines());
  ASSERT_EQ(undisturbed.size(), sites().domains().size());
  std::mt19937 random(20261124);
  for (int round = 0; round < 5; ++round) {
    const std::string store = "killed-" + std::to_string(round) + ".sqlite";
    std::set<std::string> said;
    for (int kill = 0; kill < 3; ++kill) {
      Program analyzing(analyze(store), scratch());
      // The moment is the subject of this test: from opening the store to the last results.
      const int moment = std::uniform_int_distribution(0, 500)(random);
      (void)::poll(nullptr, 0, moment);
      (void)analyzing.child().signal(SIGKILL);
      const Finished killed = analyzing.finish();
      said.merge(domains_said(killed.out));
      EXPECT_EQ(left_processes(std::chrono::seconds(2), {sites().pid()}), "");
    }
    const Finished resumed = run(analyze(store));
    ASSERT_EQ(resumed.code(), 0) << resumed.err;
    EXPECT_EQ(states(resumed.lines()), undisturbed);
    for (const std::string& line : resumed.lines()) {
      const json result = json::parse(line);
      const std::string domain = result["domain"];
      EXPECT_TRUE(!said.contains(domain) || result["cached"].get<bool>()) << line;
    }
  }
}

TEST_F(Remembering, ASecondRunAsksNobodyUnlessForced) {
  ASSERT_EQ(run(analyze("s.sqlite")).code(), 0);
  const Finished second = run(analyze("s.sqlite"));
  for (const std::string& line : second.lines()) EXPECT_TRUE(json::parse(line)["cached"]) << line;
  EXPECT_EQ(second.lines().size(), sites().domains().size());
  for (const std::string& line : run(analyze("s.sqlite", {"--force"})).lines()) {
    EXPECT_FALSE(json::parse(line)["cached"]) << line;
  }
  for (const std::string& line : run(analyze("s.sqlite", {"--max-age", "0s"})).lines()) {
    EXPECT_FALSE(json::parse(line)["cached"]) << line;
  }
}

TEST_F(Remembering, AStoreInUseIsFiveAndSaysByWhom) {
  const std::string store = (list_.parent_path() / "s.sqlite").string();
  Program holder(
      with_reach({"analyze", "-", "--json", "--browsers", "0", "--cache", store}, sites()),
      scratch());
  holder.write("site-0.example\n");
  ASSERT_TRUE(holder.read_line());
  const Finished second = run(analyze("s.sqlite"));
  EXPECT_EQ(second.code(), 5) << second.err;
  EXPECT_NE(second.err.find("pid " + std::to_string(holder.child().pid())), std::string::npos)
      << second.err;
  EXPECT_EQ(second.out, "");
  EXPECT_EQ(holder.finish().code(), 0);
  EXPECT_EQ(run(analyze("s.sqlite")).code(), 0);
}

TEST_F(Remembering, StreamedInputIsAlwaysVisited) {
  Program streaming(with_reach({"analyze", "-", "--json", "--browsers", "0"}, sites()), scratch());
  for (int i = 0; i < 2; ++i) {
    streaming.write("site-0.example\n");
    const auto line = streaming.read_line();
    ASSERT_TRUE(line);
    const json result = json::parse(*line);
    EXPECT_FALSE(result["state"] == "alive" && result["cached"].get<bool>()) << *line;
  }
  EXPECT_EQ(streaming.finish().code(), 0);
  EXPECT_FALSE(std::filesystem::exists(scratch() / "cache"));
}

TEST_F(Remembering, ExplainsADomainWithoutAnyNetwork) {
  ASSERT_EQ(run(analyze("s.sqlite")).code(), 0);
  const std::string store = (list_.parent_path() / "s.sqlite").string();
  const Finished text = run({"analyze", "--explain", "site-2.example", "--cache", store});
  EXPECT_EQ(text.code(), 0) << text.err;
  for (const char* part : {"site-2.example: blocked by cloudflare", "attempts", "lifecycle",
                           "list.txt:3", "task_end"}) {
    EXPECT_NE(text.out.find(part), std::string::npos) << part << " is missing in\n" << text.out;
  }
  const Finished object =
      run({"analyze", "--explain", "SITE-0.example.", "--cache", store, "--json"});
  const json story = json::parse(object.out);
  EXPECT_EQ(story["result"]["state"], "alive");
  EXPECT_EQ(story["lasting"], "success");
  ASSERT_EQ(run({"analyze", "127.0.0.1", "--browsers", "0", "--cache", store}).code(), 0);
  EXPECT_EQ(run({"analyze", "--explain", "127.0.0.1", "--cache", store}).code(), 0);
  EXPECT_EQ(run({"analyze", "--explain", "unknown.example", "--cache", store}).code(), 2);
  EXPECT_EQ(run({"analyze", "--explain", "a.example", "--cache", store + ".not"}).code(), 2);
  EXPECT_EQ(run({"analyze", "--explain", "no domain", "--cache", store}).code(), 2);
}

}  // namespace
}  // namespace tidemark::test
