// Scenario files: what is read from them, and how mistakes in them are reported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <set>

#include "harness/scenario/load_scenario.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string error_of(std::string_view text) {
  const auto scenario = parse_scenario(text, "s.json");
  EXPECT_FALSE(scenario) << text;
  if (scenario) return "";
  EXPECT_EQ(scenario.error().code, ErrorCode::kBadInput);
  return scenario.error().message;
}

// A scenario of one site with this behaviour.
std::string with_behavior(std::string_view behavior) {
  return R"({"name": "n", "sites": [{"hosts": ["a.com"], "behavior": )" + std::string(behavior) +
         "}]}";
}

TEST(Scenario, FillsInDefaults) {
  const auto scenario = parse_scenario(with_behavior(R"({"kind": "page"})"), "s.json");
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_EQ(scenario->seed, 1U);
  EXPECT_EQ(scenario->load.cycles, 1U);
  EXPECT_THAT(scenario->load.domains, ElementsAre("a.com"));
  EXPECT_FALSE(scenario->load.budget);
  EXPECT_FALSE(scenario->subject);
  EXPECT_EQ(scenario->rest.deadline, Milliseconds(45000));
  EXPECT_EQ(std::get<behaviors::Page>(scenario->sites[0].behavior).text_chars, 3000U);
}

TEST(Scenario, ReadsEverythingThatCanBeSaid) {
  const auto scenario = parse_scenario(R"(/* comments are allowed */ {
    "$schema": "scenario.schema.json", "name": "n", "description": "d", "seed": 9,
    "sites": [
      {"brand": "Brand", "tlds": ["com", "co.uk"], "fails": 2,  // and lower case is made
       "behavior": {"kind": "challenge", "reload_ms": 50, "signal": false, "passes_after": 3}},
      {"hosts": ["b.net"], "behavior": {"kind": "big", "bytes": 200000000}}],
    "load": {"domains": ["b.net", "nobody.org", "b.net"], "cycles": 7, "budget_ms": 900, "workers": 3},
    "subject": {"command": ["prog", "-x"], "kind": "long_running"},
    "faults": [{"kind": "kill", "target": "browser", "after_domains": 5, "count": 2},
               {"kind": "terminate", "after_ms": 700}],
    "rest": {"deadline_ms": 100, "quiet_ms": 300}})",
                                       "s.json");
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_THAT(scenario->sites[0].hosts, ElementsAre("brand.com", "brand.co.uk"));
  EXPECT_EQ(scenario->sites[0].fails, 2U);
  const auto& challenge = std::get<behaviors::Challenge>(scenario->sites[0].behavior);
  EXPECT_EQ(challenge.reload, Milliseconds(50));
  EXPECT_FALSE(challenge.signal);
  EXPECT_EQ(challenge.passes_after, 3U);
  EXPECT_EQ(std::get<behaviors::Big>(scenario->sites[1].behavior).size, Bytes{200000000});
  EXPECT_THAT(scenario->load.domains, ElementsAre("b.net", "nobody.org", "b.net"));
  EXPECT_EQ(scenario->load.budget, Milliseconds(900));
  EXPECT_EQ(scenario->load.workers, 3U);
  EXPECT_EQ(scenario->subject->kind, PlannedSubject::Kind::kLongRunning);
  EXPECT_THAT(scenario->subject->command, ElementsAre("prog", "-x"));
  ASSERT_EQ(scenario->faults.size(), 2U);
  EXPECT_EQ(std::get<faults::Signal>(scenario->faults[0].action).at.role, "browser");
  EXPECT_EQ(scenario->faults[0].after.domains, 5U);
  EXPECT_EQ(scenario->faults[0].count, 2U);
  EXPECT_EQ(std::get<faults::Signal>(scenario->faults[1].action).number, SIGTERM);
  EXPECT_EQ(scenario->faults[1].after.time, Milliseconds(700));
  EXPECT_EQ(scenario->rest.deadline, Milliseconds(100));
}

// The actions of the faults in a scenario that has these.
std::vector<FaultAction> actions_of(const std::string& faults) {
  const auto scenario = parse_scenario(
      R"({"name": "n", "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}], "faults": [)" +
          faults + "]}",
      "s.json");
  EXPECT_TRUE(scenario) << scenario.error().message;
  std::vector<FaultAction> actions;
  if (!scenario) return actions;
  for (const PlannedFault& fault : scenario->faults) actions.push_back(fault.action);
  return actions;
}

TEST(Scenario, KnowsFaultsOfProcessesAndOfTheNetwork) {
  const auto actions = actions_of(R"(
    {"kind": "signal", "signal": "SIGUSR2", "target": "renderer", "all": true, "after_ms": 1},
    {"kind": "restart", "with": "kill", "after_domains": 2, "every_ms": 50, "count": 3},
    {"kind": "pause", "target": "gpu", "after_ms": 0, "for_ms": 10},
    {"kind": "network_cut", "after_ms": 5, "for_ms": 10},
    {"kind": "network_reset", "after_ms": 5},
    {"kind": "dns_outage", "answer": "servfail", "after_ms": 5},
    {"kind": "dns_outage", "after_ms": 5})");
  ASSERT_EQ(actions.size(), 7U);
  const auto& signal = std::get<faults::Signal>(actions[0]);
  EXPECT_EQ(signal.number, SIGUSR2);
  EXPECT_EQ(signal.at.role, "renderer");
  EXPECT_TRUE(signal.at.all);
  EXPECT_EQ(std::get<faults::Restart>(actions[1]).with, SIGKILL);
  EXPECT_EQ(std::get<faults::Pause>(actions[2]).at.role, "gpu");
  EXPECT_TRUE(std::holds_alternative<faults::NetworkCut>(actions[3]));
  EXPECT_TRUE(std::holds_alternative<faults::NetworkReset>(actions[4]));
  EXPECT_TRUE(std::get<faults::DnsOutage>(actions[5]).servfail);
  EXPECT_FALSE(std::get<faults::DnsOutage>(actions[6]).servfail);
}

TEST(Scenario, KnowsFaultsThatLimit) {
  const auto actions = actions_of(R"(
    {"kind": "memory_limit", "mib": 64, "after_ms": 1},
    {"kind": "cpu_share", "cores": 0.25, "after_ms": 1, "for_ms": 5},
    {"kind": "descriptor_limit", "descriptors": 40, "after_domains": 1},
    {"kind": "disk_full", "mib": 8, "after_ms": 1})");
  ASSERT_EQ(actions.size(), 4U);
  EXPECT_EQ(std::get<faults::DiskFull>(actions[3]).size, Bytes::mib(8));
  EXPECT_EQ(std::get<faults::MemoryLimit>(actions[0]).most, Bytes::mib(64));
  EXPECT_EQ(std::get<faults::CpuShare>(actions[1]).cores, 0.25);
  EXPECT_EQ(std::get<faults::DescriptorLimit>(actions[2]).most, 40U);
}

TEST(Scenario, KnowsEveryBehaviour) {
  std::set<std::size_t> seen;
  for (const char* behavior :
       {R"({"kind": "page", "text_chars": 1, "images": 1, "image_bytes": 64, "script_bytes": 64,
            "style_bytes": 64, "links": ["x.com"]})",
        R"({"kind": "shell", "text_chars": 1, "data_delay_ms": 1})",
        R"({"kind": "block"})",
        R"({"kind": "challenge"})",
        R"({"kind": "tarpit"})",
        R"({"kind": "tls_stall"})",
        R"({"kind": "drip", "bytes": 1, "interval_ms": 1})",
        R"({"kind": "slow", "delay_ms": 1})",
        R"({"kind": "reset"})",
        R"({"kind": "expired_certificate"})",
        R"({"kind": "no_dns", "answer": "servfail"})",
        R"({"kind": "dns_slow", "delay_ms": 5})",
        R"({"kind": "rebind", "first": "203.0.113.9", "then": "10.0.0.1", "after": 2})",
        R"({"kind": "refuse"})",
        R"({"kind": "status", "code": 503})",
        R"({"kind": "redirect", "to": "/x", "code": 301})",
        R"({"kind": "loop", "length": 3})",
        R"({"kind": "title", "title": "t"})",
        R"({"kind": "big"})",
        R"({"kind": "alert", "message": "m"})",
        R"({"kind": "busy"})",
        R"({"kind": "download", "bytes": 5})",
        R"({"kind": "present", "vendor": "f5"})",
        R"({"kind": "wrong_certificate"})",
        R"({"kind": "http_auth", "realm": "r", "user": "u", "password": "p"})",
        R"({"kind": "popup_storm", "count": 3, "interval_ms": 1})",
        R"({"kind": "memory_hog", "bytes": 1, "step_bytes": 4096, "interval_ms": 1})",
        R"({"kind": "service_worker"})"}) {
    const auto scenario = parse_scenario(with_behavior(behavior), "s.json");
    ASSERT_TRUE(scenario) << scenario.error().message;
    seen.insert(scenario->sites[0].behavior.index());
  }
  EXPECT_EQ(seen.size(), std::variant_size_v<Behavior>);
}

TEST(Scenario, ReadsHowASubjectIsStarted) {
  const auto scenario = parse_scenario(R"({"name": "n",
    "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
    "subject": {"command": ["prog"], "user": "nobody", "environment": {"A": "b", "C": null},
                "limits": {"descriptors": 40, "processes": 50, "address_space_mib": 60,
                           "file_size_mib": 70, "core_mib": 0}}})",
                                       "s.json");
  ASSERT_TRUE(scenario) << scenario.error().message;
  const SubjectOptions& options = scenario->subject->options;
  EXPECT_EQ(options.user, "nobody");
  ASSERT_EQ(options.environment.size(), 2U);
  EXPECT_EQ(options.environment[0].name, "A");
  EXPECT_EQ(options.environment[0].value, "b");
  EXPECT_EQ(options.environment[1].name, "C");
  EXPECT_FALSE(options.environment[1].value);
  EXPECT_EQ(options.limits.descriptors, 40U);
  EXPECT_EQ(options.limits.processes, 50U);
  EXPECT_EQ(options.limits.address_space, Bytes::mib(60));
  EXPECT_EQ(options.limits.file_size, Bytes::mib(70));
  EXPECT_EQ(options.limits.core, Bytes{0});
}

// A scenario of one page with this subject.
std::string with_subject(std::string_view subject) {
  return R"({"name": "n", "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
             "subject": )" +
         std::string(subject) + "}";
}

SubjectOptions options_of(std::string_view subject) {
  const auto scenario = parse_scenario(with_subject(subject), "s.json");
  EXPECT_TRUE(scenario) << scenario.error().message;
  return scenario ? scenario->subject->options : SubjectOptions{};
}

TEST(Scenario, KnowsHowDomainsReachASubject) {
  EXPECT_EQ(options_of(R"({"command": ["x"]})").input, SubjectInput::kStdin);
  EXPECT_EQ(options_of(R"({"command": ["x", "-i={input}"]})").input, SubjectInput::kFile);
  EXPECT_EQ(options_of(R"({"command": ["x", "{domains}"]})").input, SubjectInput::kArgument);
  EXPECT_EQ(options_of(R"({"command": ["x", "https://{domain}/"]})").input,
            SubjectInput::kArgument);
  EXPECT_EQ(options_of(R"({"command": ["x"], "input": "argument"})").input,
            SubjectInput::kArgument);
  EXPECT_EQ(options_of(R"({"command": ["sh", "-c", "echo ${domain}"]})").input,
            SubjectInput::kStdin)
      << "a shell's own variable";
  const SubjectOptions server = options_of(
      R"({"command": ["x", "{port}"], "kind": "long_running", "input": "http",
          "url": "http://localhost:{port}/t?x=1", "tasks": "requests", "init": false})");
  EXPECT_EQ(server.input, SubjectInput::kHttp);
  EXPECT_EQ(server.url, "http://localhost:{port}/t?x=1");
  EXPECT_EQ(server.tasks, TaskSource::kRequests);
  EXPECT_FALSE(server.init);
  EXPECT_TRUE(options_of(R"({"command": ["x"]})").init);
}

TEST(ScenarioErrors, SayWhichInputDoesNotGoWithASubject) {
  EXPECT_EQ(error_of(with_subject(R"({"command": ["x"], "input": "file"})")),
            "s.json: /subject/command: nothing says where the file's path goes: write {input}");
  EXPECT_THAT(
      error_of(with_subject(R"({"command": ["x"], "input": "argument", "kind": "long_running"})")),
      HasSubstr("s.json: /subject/input: a long-running subject gets its domains while"));
  EXPECT_EQ(error_of(with_subject(R"({"command": ["x"], "input": "http"})")),
            "s.json: /subject: \"url\" and \"input\": \"http\" need each other");
  EXPECT_EQ(error_of(with_subject(R"({"command": ["x"], "url": "http://localhost/"})")),
            "s.json: /subject: \"url\" and \"input\": \"http\" need each other");
  EXPECT_EQ(
      error_of(with_subject(R"({"command": ["x"], "input": "http", "url": "http://localhost/"})")),
      "s.json: /subject/kind: a server is \"long_running\"");
  for (const char* url : {"https://localhost/", "http://example.com/", "http://localhost:0/",
                          "http://localhost:70000/", "http://localhost/a b", "localhost:80"}) {
    EXPECT_THAT(error_of(with_subject(R"({"command": ["x"], "kind": "long_running",
                                          "input": "http", "url": ")" +
                                      std::string(url) + "\"}")),
                HasSubstr("s.json: /subject/url: "))
        << url;
  }
}

TEST(ScenarioErrors, NameWhatASubjectCannotBe) {
  EXPECT_EQ(error_of(with_subject(R"({"kind": "per_cycle"})")),
            "s.json: /subject: the key \"command\" is missing");
  EXPECT_THAT(error_of(with_subject(R"({"command": ["x"], "environment": {"A=B": "c"}})")),
              HasSubstr("s.json: /subject/environment/A=B: \"A=B\" cannot be the name of"));
  EXPECT_EQ(error_of(with_subject(R"({"command": ["x"], "environment": {"A": 5}})")),
            "s.json: /subject/environment/A: must be of type string or null, found 5");
  EXPECT_EQ(error_of(with_subject(R"({"command": ["x"], "limits": {"descriptors": 2}})")),
            "s.json: /subject/limits/descriptors: must be between 16 and 1000000000, found 2");
  EXPECT_EQ(error_of(with_subject(R"({"command": ["x"], "limits": {"files": 2}})")),
            "s.json: /subject/limits/files: unknown key (allowed: address_space_mib, core_mib, "
            "descriptors, file_size_mib, processes)");
}

TEST(ScenarioErrors, GiveLineAndColumnOfASyntaxError) {
  EXPECT_THAT(error_of("{\n  \"name\": \"n\",\n  oops\n}"),
              HasSubstr("s.json: line 3, column 3: syntax error while parsing object key"));
  EXPECT_THAT(error_of(""), HasSubstr("s.json: line 1, column 1: "));
  EXPECT_THAT(error_of("{\"name\": \"\x1b[31m\"}"), HasSubstr("s.json: line 1, column 11: "));
  EXPECT_EQ(error_of("{\"name\": \"\xff\"}").find('\xff'), std::string::npos);
}

TEST(ScenarioErrors, ListTheAllowedValues) {
  EXPECT_EQ(
      error_of(with_behavior(R"({"kind": "tar-pit"})")),
      "s.json: /sites/0/behavior/kind: \"tar-pit\" is not allowed (one of: page, shell, block, "
      "challenge, tarpit, tls_stall, drip, slow, reset, expired_certificate, no_dns, dns_slow, "
      "rebind, refuse, status, redirect, loop, title, big, alert, busy, download, present, "
      "wrong_certificate, "
      "http_auth, popup_storm, memory_hog, service_worker)");
  EXPECT_EQ(error_of(with_behavior(R"({"kind": "redirect", "to": "/", "code": 399})")),
            "s.json: /sites/0/behavior/code: 399 is not allowed (one of: 301, 302, 303, 307, 308)");
}

TEST(ScenarioErrors, ListTheAllowedKeys) {
  EXPECT_EQ(
      error_of(with_behavior(R"({"kind": "drip", "intervall_ms": 5})")),
      "s.json: /sites/0/behavior/intervall_ms: unknown key (allowed: bytes, interval_ms, kind)");
  EXPECT_EQ(error_of(R"({"name": "n", "site": []})"),
            "s.json: /site: unknown key (allowed: $schema, catalogue, description, expect, "
            "extends, faults, "
            "load, matrix, name, rest, seed, sets, sites, sites+, subject)");
}

TEST(ScenarioErrors, NameMissingKeysWrongTypesAndRanges) {
  EXPECT_EQ(error_of(R"({"name": "n"})"), "s.json: /: the key \"sites\" or \"extends\" is missing");
  EXPECT_EQ(error_of(R"({"name": "n", "sites": []})"), "s.json: /sites: must not be empty");
  EXPECT_EQ(error_of(with_behavior("{}")),
            "s.json: /sites/0/behavior: the key \"kind\" is missing");
  EXPECT_EQ(error_of(with_behavior(R"({"kind": "title"})")),
            "s.json: /sites/0/behavior: the key \"title\" is missing");
  EXPECT_EQ(error_of(with_behavior(R"({"kind": "slow", "delay_ms": "5"})")),
            "s.json: /sites/0/behavior/delay_ms: must be of type integer, found \"5\"");
  EXPECT_EQ(error_of(with_behavior(R"({"kind": "slow", "delay_ms": -1})")),
            "s.json: /sites/0/behavior/delay_ms: must be between 0 and 600000, found -1");
  EXPECT_EQ(error_of("[]"), "s.json: /: must be of type object, found []");
}

TEST(ScenarioErrors, CountWhatElseIsWrong) {
  EXPECT_EQ(error_of(R"({"name": 5, "sites": [{"hosts": ["a.com"], "behavior": {"kind": "x"}}],
                        "seed": "s"})"),
            "s.json: /name: must be of type string, found 5 (and 2 more)");
}

TEST(ScenarioErrors, NameHostsGivenTwice) {
  EXPECT_EQ(error_of(R"({"name": "n", "sites": [
              {"hosts": ["x.com", "a.com"], "behavior": {"kind": "page"}},
              {"brand": "A", "tlds": ["net", "com"], "behavior": {"kind": "page"}}]})"),
            "s.json: /sites/1/tlds/1: the host a.com is already at /sites/0/hosts/1");
}

TEST(ScenarioErrors, RefuseWhatIsNoHost) {
  for (const char* host : {"a..com", ".com", "a.com.", "a b.com", "m\u00fcller.de", "a.com/x"}) {
    EXPECT_THAT(error_of(R"({"name": "n", "sites": [{"hosts": [")" + std::string(host) +
                         R"("], "behavior": {"kind": "page"}}]})"),
                HasSubstr("s.json: /sites/0/hosts/0: "))
        << host;
  }
}

TEST(ScenarioErrors, SayWhichKeysExcludeOneAnother) {
  EXPECT_THAT(error_of(R"({"name": "n", "sites": [{"behavior": {"kind": "page"}}]})"),
              HasSubstr("/sites/0: a site is given by \"hosts\", or by \"brand\" and \"tlds\""));
  EXPECT_THAT(error_of(R"({"name": "n", "faults": [{"kind": "kill"}],
                          "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}]})"),
              HasSubstr("/faults/0: give exactly one of \"after_ms\" and \"after_domains\""));
}

// The message about a scenario with this fault.
std::string fault_error(const std::string& fault) {
  return error_of(R"({"name": "n", "faults": [)" + fault +
                  R"(], "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}]})");
}

TEST(ScenarioErrors, SayWhatIsWrongWithAFault) {
  EXPECT_THAT(fault_error(R"({"kind": "flood", "after_ms": 1})"),
              HasSubstr("s.json: /faults/0/kind: \"flood\" is not allowed (one of: kill, "));
  EXPECT_THAT(fault_error(R"({"after_ms": 1})"),
              HasSubstr("s.json: /faults/0: the key \"kind\" is missing"));
  EXPECT_THAT(fault_error(R"({"kind": "pause", "after_ms": 1})"),
              HasSubstr("s.json: /faults/0: the key \"for_ms\" is missing"));
  EXPECT_THAT(fault_error(R"({"kind": "pause", "after_ms": 1, "for_ms": 0})"),
              HasSubstr("s.json: /faults/0/for_ms: must be between 1 and 3600000"));
  EXPECT_THAT(fault_error(R"({"kind": "signal", "signal": "USR1", "after_ms": 1})"),
              HasSubstr("s.json: /faults/0/signal: \"USR1\" is not allowed (one of: SIGHUP, "));
  EXPECT_THAT(fault_error(R"({"kind": "kill", "for_ms": 1, "after_ms": 1})"),
              HasSubstr("s.json: /faults/0/for_ms: unknown key (allowed: after_domains, "));
  EXPECT_THAT(fault_error(R"({"kind": "kill", "target": "tab", "after_ms": 1})"),
              HasSubstr("s.json: /faults/0/target: \"tab\" is not allowed (one of: subject, "));
  EXPECT_THAT(fault_error(R"({"kind": "memory_limit", "after_ms": 1})"),
              HasSubstr("s.json: /faults/0: the key \"mib\" is missing"));
  EXPECT_THAT(fault_error(R"({"kind": "cpu_share", "cores": 0, "after_ms": 1})"),
              HasSubstr("s.json: /faults/0/cores: must be between 0.01 and 1024, found 0"));
  EXPECT_THAT(fault_error(R"({"kind": "kill", "every_ms": 5, "after_ms": 1})"),
              HasSubstr("s.json: /faults/0/every_ms: needs a \"count\" above 1 beside it"));
}

TEST(ScenarioErrors, ReportAKeyGivenTwice) {
  EXPECT_EQ(error_of(R"({"name": "n", "name": "m", "sites": []})"),
            "s.json: the key \"name\" is given twice in one object");
}

TEST(ScenarioErrors, SurviveNumbersNobodyCanHold) {
  EXPECT_THAT(error_of(R"({"name": "n", "seed": 1e999, "sites": []})"), HasSubstr("s.json: "));
  EXPECT_THAT(error_of(R"({"name": "n", "seed": 99999999999999999999999, "sites": []})"),
              HasSubstr("s.json: /"));
}

TEST(ScenarioFile, ThatCannotBeReadIsNamed) {
  const auto missing = load_scenario("/nonexistent/s.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, HasSubstr("/nonexistent/s.json"));
  EXPECT_FALSE(load_scenario("/"));
}

TEST(ScenarioFile, OfAbsurdSizeIsRefused) {
  const auto dir = TempDir::create("tidemark-test");
  ASSERT_TRUE(dir);
  const auto file = dir->path() / "s.json";
  std::ofstream(file) << std::string(kMaxScenarioSize.count + 1, ' ');
  const auto scenario = load_scenario(file);
  ASSERT_FALSE(scenario);
  EXPECT_EQ(scenario.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(scenario.error().message, HasSubstr("larger than 16.0 MiB"));
}

TEST(ShippedScenarios, AreAllValid) {
  std::size_t found = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SCENARIOS_DIR)) {
    const auto& path = entry.path();
    if (path.extension() != ".json" || path.filename() == "scenario.schema.json") continue;
    ++found;
    const auto scenario = load_scenario(path);
    EXPECT_TRUE(scenario) << scenario.error().message;
  }
  EXPECT_GT(found, 0U);
}

TEST(ShippedScenarios, LuxuryWallHasThirtyWalledVariantsAndTwentyOrdinarySites) {
  const auto scenario = load_scenario(SCENARIOS_DIR "/luxury-wall.json");
  ASSERT_TRUE(scenario) << scenario.error().message;
  ASSERT_EQ(scenario->load.domains.size(), 50U);
  std::size_t shells = 0;
  std::size_t tarpits = 0;
  for (const Site& site : scenario->sites) {
    shells += std::holds_alternative<behaviors::Shell>(site.behavior) ? site.hosts.size() : 0;
    tarpits += std::holds_alternative<behaviors::Tarpit>(site.behavior) ? site.hosts.size() : 0;
  }
  EXPECT_EQ(shells, 8U);
  EXPECT_EQ(tarpits, 4U);
}

}  // namespace
}  // namespace tidemark::harness
