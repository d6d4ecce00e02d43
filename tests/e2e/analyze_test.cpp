// `tidemark analyze` against the luxury wall, as a user runs it.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

using nlohmann::json;
using Analyze = EndToEnd;

std::vector<json> parse_lines(const Finished& finished) {
  std::vector<json> results;
  for (const std::string& line : finished.lines()) results.push_back(json::parse(line));
  return results;
}

// A scenario with one host per behaviour under test.
constexpr const char* kSmallWorld = R"({
  "name": "small-world", "description": "one of each",
  "sites": [
    {"hosts": ["page.example"], "behavior": {"kind": "page"}},
    {"hosts": ["shell.example"], "behavior": {"kind": "shell"}},
    {"hosts": ["wall.example"], "behavior": {"kind": "block"}},
    {"hosts": ["challenge.example"], "behavior": {"kind": "challenge"}},
    {"hosts": ["loop.example"], "behavior": {"kind": "challenge", "signal": false}},
    {"hosts": ["tarpit.example"], "behavior": {"kind": "tarpit"}},
    {"hosts": ["stall.example"], "behavior": {"kind": "tls_stall"}},
    {"hosts": ["reset.example"], "behavior": {"kind": "reset"}},
    {"hosts": ["expired.example"], "behavior": {"kind": "expired_certificate"}},
    {"hosts": ["silent.example"], "behavior": {"kind": "no_dns"}},
    {"hosts": ["refuse.example"], "behavior": {"kind": "refuse"}},
    {"hosts": ["hostile.example"], "behavior": {"kind": "title", "title": "\u001b[31mred</title><script>alert(1)</script>"}},
    {"hosts": ["alert.example"], "behavior": {"kind": "alert"}}
  ]
})";

TEST_F(Analyze, TellsWhatEachDomainIsWithinItsBudget) {
  const Simulator sites(write_file("small.json", kSmallWorld), scratch());
  const auto list =
      write_file("list.txt",
                 "# everything\npage.example\nshell.example\nwall.example\nchallenge.example\n"
                 "loop.example\ntarpit.example\nstall.example\nreset.example\nexpired.example\n"
                 "silent.example\nrefuse.example\nhostile.example\nalert.example\n"
                 "unknown.example\n");
  const Finished finished =
      run(with_reach({"analyze", list.string(), "--json", "--budget", "6s"}, sites));
  ASSERT_EQ(finished.code(), 0) << finished.err;
  std::map<std::string, json> by_domain;
  for (json& result : parse_lines(finished)) {
    EXPECT_LE(result["ms"].get<int>(), 6500) << result.dump();
    const std::string domain = result["domain"];
    by_domain[domain] = std::move(result);
  }
  ASSERT_EQ(by_domain.size(), 14U);
  const auto state = [&](const char* domain) {
    return by_domain[domain]["state"].get<std::string>();
  };
  const auto cause = [&](const char* domain) { return by_domain[domain]["cause"].dump(); };
  EXPECT_EQ(state("page.example"), "alive");
  EXPECT_EQ(by_domain["page.example"]["read_by"], "http");
  EXPECT_EQ(state("shell.example"), "alive") << by_domain["shell.example"].dump(1);
  EXPECT_EQ(by_domain["shell.example"]["read_by"], "browser");
  EXPECT_GE(by_domain["shell.example"]["text_length"].get<int>(), 200);
  EXPECT_EQ(state("wall.example"), "blocked");
  EXPECT_EQ(by_domain["wall.example"]["vendor"], "cloudflare");
  EXPECT_EQ(state("challenge.example"), "challenge");
  EXPECT_EQ(state("tarpit.example"), "timed_out");
  EXPECT_EQ(cause("tarpit.example"), "\"no_response\"");
  EXPECT_EQ(state("stall.example"), "timed_out");
  EXPECT_EQ(cause("stall.example"), "\"tls_timeout\"");
  EXPECT_EQ(cause("reset.example"), "\"reset\"");
  EXPECT_EQ(state("expired.example"), "tls_broken");
  EXPECT_EQ(cause("expired.example"), "\"tls_expired\"");
  EXPECT_EQ(cause("silent.example"), "\"dns_timeout\"");
  EXPECT_EQ(state("refuse.example"), "refused");
  EXPECT_EQ(state("hostile.example"), "alive");
  EXPECT_EQ(state("unknown.example"), "dead");
  EXPECT_EQ(cause("unknown.example"), "\"dns_nxdomain\"");
}

TEST_F(Analyze, EndsATarpitAtItsBudget) {
  const Simulator sites(write_file("small.json", kSmallWorld), scratch());
  const Finished finished = run(with_reach(
      {"analyze", "tarpit.example", "stall.example", "--json", "--budget", "3s"}, sites));
  ASSERT_EQ(finished.code(), 0) << finished.err;
  for (const json& result : parse_lines(finished)) {
    const int took = result["ms"];
    std::printf("%s ended %d ms after a budget of 3000 ms\n",
                result["domain"].get<std::string>().c_str(), took - 3000);
    // Both share an address: where a browser met silence for the one, the other is spared it, and
    // HTTP alone takes three quarters of the budget.
    EXPECT_GE(took, 2200);
    EXPECT_LE(took, 3500);
  }
}

TEST_F(Analyze, StreamsALineOutForEveryLineIn) {
  const Simulator sites(write_file("small.json", kSmallWorld), scratch());
  Program analyze(with_reach({"analyze", "-", "--json", "--quiet"}, sites), scratch());
  for (const char* domain : {"page.example", "shell.example", "page.example"}) {
    analyze.write(std::string(domain) + "\n");
    const auto line = analyze.read_line();  // before the input ends
    ASSERT_TRUE(line);
    EXPECT_EQ(json::parse(*line)["domain"], domain);
  }
  analyze.write("not a domain\n");
  const auto rejected = analyze.read_line();
  ASSERT_TRUE(rejected);
  EXPECT_EQ(json::parse(*rejected)["state"], "rejected");
  EXPECT_EQ(json::parse(*rejected)["source"], "stdin:4");
  EXPECT_EQ(analyze.finish().code(), 0);
}

TEST_F(Analyze, ShowsAHostileTitleHarmlessly) {
  const Simulator sites(write_file("small.json", kSmallWorld), scratch());
  const Finished finished = run(with_reach({"analyze", "hostile.example", "--table"}, sites));
  EXPECT_EQ(finished.code(), 0) << finished.err;
  EXPECT_NE(finished.out.find("hostile.example"), std::string::npos);
  EXPECT_EQ(finished.out.find('\x1b'), std::string::npos);
}

TEST_F(Analyze, ReadsTheWholeLuxuryWall) {
  const Simulator sites(scenario_path("luxury-wall.json"), scratch());
  ASSERT_EQ(sites.domains().size(), 50U);
  std::string list;
  for (const std::string& domain : sites.domains()) list += domain + "\n";
  const Finished finished = run(with_reach(
      {"analyze", write_file("list.txt", list).string(), "--json", "--budget", "5s"}, sites));
  ASSERT_EQ(finished.code(), 0) << finished.err;
  std::set<std::string> domains;
  std::map<std::string, int> states;
  for (const json& result : parse_lines(finished)) {
    domains.insert(result["domain"].get<std::string>());
    ++states[result["state"].get<std::string>()];
    EXPECT_LE(result["ms"].get<int>(), 5500) << result.dump();
  }
  EXPECT_EQ(domains.size(), 50U);
  EXPECT_GE(states["alive"], 20);
  EXPECT_GE(states["blocked"], 3);
  EXPECT_GE(states["challenge"], 3);
  EXPECT_GE(states["timed_out"], 3);
  EXPECT_EQ(states["failed"], 0);
}

}  // namespace
}  // namespace tidemark::test
