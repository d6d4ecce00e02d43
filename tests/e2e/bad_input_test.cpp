// What users get for wrong flags, broken files and machines that lack something.
#include <fcntl.h>
#include <gtest/gtest.h>

#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

class BadInput : public EndToEnd {
 protected:
  void expect(const Arguments& arguments, int code, const std::string& message) {
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.code(), code) << arguments.front() << ": " << finished.err;
    EXPECT_NE(finished.err.find(message), std::string::npos) << finished.err;
    EXPECT_EQ(finished.err.find("internal error"), std::string::npos) << finished.err;
  }
};

TEST_F(BadInput, WrongUsageIsTwo) {
  expect({}, 2, "subcommand");
  expect({"--bogus"}, 2, "--bogus");
  expect({"analyse"}, 2, "analyse");
  expect({"analyze"}, 2, "INPUT");
  expect({"analyze", "a.example", "--bogus"}, 2, "--bogus");
  expect({"analyze", "a.example", "--workers", "0"}, 2, "--workers");
  expect({"analyze", "a.example", "--budget", "20"}, 2, "500ms");
  expect({"analyze", "a.example", "--map", "nonsense"}, 2, "HOST[:PORT]=ADDR:PORT");
  expect({"analyze", "a.example", "--resolver", "not-an-address"}, 2, "not-an-address");
  expect({"analyze", "a.example", "--json", "--table"}, 2, "--table");
}

TEST_F(BadInput, MissingAndUnreadableInputIsTwo) {
  expect({"analyze", "/nonexistent/list.txt"}, 2, "/nonexistent/list.txt");
  expect({"analyze", "list.txt"}, 2, "list.txt");
  expect({"analyze", "/"}, 2, "directory");
  expect({"analyze", "no domain"}, 2, "neither a file nor a domain");
  expect({"analyze", write_file("empty.txt", "# nothing\n").string(), "--browsers", "0"}, 2,
         "no domain");
}

TEST_F(BadInput, AnEvilArgumentDoesNotReachTheTerminal) {
  const Finished finished = run({"analyze", "\x1b[31mred"});
  EXPECT_EQ(finished.code(), 2);
  EXPECT_EQ(finished.err.find('\x1b'), std::string::npos);
}

// A closed descriptor's number would go to the next file that the program opens.
TEST_F(BadInput, AClosedStandardInputIsTwoAndDoesNotHang) {
  for (const char* command : {"\"$0\" analyze - --browsers 0 --no-cache <&- >/dev/null",
                              "\"$0\" analyze a.example --map '*=127.0.0.1:1' --browsers 0 >&-",
                              "\"$0\" lists convert - --to plain <&-"}) {
    auto child = probes::Child::start(
        {.program = "/bin/sh", .arguments = {"-c", command, TIDEMARK_PROGRAM}}, {});
    ASSERT_TRUE(child);
    const auto status = child->wait(Deadline::in(std::chrono::seconds(30)));
    ASSERT_TRUE(status) << command << " hangs";
    EXPECT_EQ(status->code, 2) << command;
  }
}

TEST_F(BadInput, NothingThatIsReadIsEmptied) {
  const auto list = write_file("list.txt", "a.example\n").string();
  const auto rules = write_file("rules.json", "{ broken").string();
  const auto before = write_file("before.csv", "results of last week\n").string();
  const Arguments base{"analyze", list, "--map", "*=127.0.0.1:1", "--browsers", "0", "--quiet"};
  const auto with = [&](const Arguments& more) {
    Arguments arguments = base;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  expect(with({"--output", list}), 2, "is an input too");
  expect(with({"--rules", rules, "--output", before}), 2, "rules.json");
  EXPECT_GT(std::filesystem::file_size(before), 0U);
  const std::string store = (std::filesystem::path(list).parent_path() / "s.sqlite").string();
  ASSERT_EQ(run(with({"--cache", store, "--output", "/dev/null"})).code(), 0);
  expect(with({"--cache", store, "--output", store}), 2, "or the store");
  EXPECT_EQ(run(with({"--cache", store, "--output", "/dev/null"})).code(), 0);
}

TEST_F(BadInput, NoBrowserIsFive) {
  expect({"analyze", "a.example", "--browser", "/nonexistent/chromium"}, 5,
         "/nonexistent/chromium");
  expect({"analyze", "a.example", "--browser", "/bin/true/x"}, 5, "/bin/true/x");
}

TEST_F(BadInput, AMissingAuthorityIsReported) {
  expect({"analyze", "a.example", "--ca", "/nonexistent/ca.pem"}, 2, "/nonexistent/ca.pem");
}

TEST_F(BadInput, AFullDiskKeepsTheExitCodeHonest) {
  Finished finished;
  {
    const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    auto child =
        probes::Child::start({.program = TIDEMARK_PROGRAM,
                              .arguments = {"analyze", "a.example", "--map", "*=127.0.0.1:1",
                                            "--browsers", "0", "--quiet", "--json"}},
                             {.descriptors = {{1, full.get()}}});
    ASSERT_TRUE(child);
    const auto status = child->wait(Deadline::in(std::chrono::seconds(30)));
    ASSERT_TRUE(status);
    EXPECT_EQ(status->code, 5);
  }
}

TEST_F(BadInput, ScenariosAreValidatedWithoutARun) {
  const auto good = write_file(
      "good.json", R"({"name":"good","sites":[{"hosts":["a.example"],"behavior":{"kind":"page"}}],
                       "matrix":{"workers":[1,4]},"sets":{"smoke":{"cycles":4}}})");
  const auto child = write_file("child.json", R"({"name":"child","extends":"good.json",
                                                  "load":{"phases":[{"share":2}]}})");
  const auto figure = write_file("figure.json", R"({"name":"figure","extends":"good.json",
                                                    "subject":{"command":["x","{browsers}"]}})");
  const Finished valid = run({"run", "--validate", good.string()});
  EXPECT_EQ(valid.code(), 0) << valid.err;
  EXPECT_EQ(valid.out, good.string() + ": valid\n");
  const Finished invalid =
      run({"run", "--validate", child.string(), good.string(), figure.string()});
  EXPECT_EQ(invalid.code(), 2);
  EXPECT_EQ(invalid.err,
            "tidemark: " + child.string() +
                ": /load/phases/0/share: must be between 0.001 and 1, found 2\n"
                "tidemark: " +
                figure.string() +
                ": /subject/command: nothing says what {browsers} is: give \"browsers\" in "
                "\"load\" or \"matrix\"\n");
  const Finished listed = run({"run", "--list", good.string()});
  EXPECT_EQ(listed.code(), 0) << listed.err;
  EXPECT_NE(listed.out.find("sets: smoke\n  run with workers 1\n  run with workers 4\n"),
            std::string::npos)
      << listed.out;
  EXPECT_NE(run({"run", "--list", "--json", good.string()}).out.find("\"workers 4\""),
            std::string::npos);
}

TEST_F(BadInput, AScenarioIsDescribedOnAPageWithoutARun) {
  const auto base = write_file("base.json", R"({"name":"base","description":"Two walls.",
    "sites":[{"hosts":["a.example","b.example"],"behavior":{"kind":"tarpit"}},
             {"hosts":["c.example"],"behavior":{"kind":"page"}}],
    "load":{"cycles":10,"budget_ms":900,"phases":[{"share":0.67,"rate":2,"pause_ms":3000},{"share":0.33}]},
    "matrix":{"workers":[1,4]},
    "faults":[{"kind":"kill","after_domains":2}],
    "subject":{"command":["sh","-c","exec cat"],"limits":{"descriptors":40},"environment":{"A":null}},
    "expect":{"leftovers":0,"at_rest":{"processes":3}}})");
  const Finished page = run({"run", "--describe", "--set", "smoke", base.string()});
  EXPECT_EQ(page.code(), 0) << page.err;
  for (const char* part :
       {"Two walls.", "   2  tarpit\n", "   1  page\n",
        "3 domains a cycle, 4 cycles, at least 22 s",
        "2 domains, 2 per second, then a pause of 3 s\n", "budget 900 ms\n", "workers 4\n",
        "after 2 finished domains", "sh -c 'exec cat'\n",
        "started anew each cycle, domains on stdin\n", "at most 40 descriptors\n", "without A\n",
        "processes at rest: at most 3\n", "soak"}) {
    EXPECT_NE(page.out.find(part), std::string::npos) << part << " is not in\n" << page.out;
  }
  const Finished json = run({"run", "--describe", "--json", base.string()});
  EXPECT_NE(json.out.find("\"shortest_ms\": 55000"), std::string::npos) << json.out;
  EXPECT_NE(json.out.find("\"tarpit\": 2"), std::string::npos) << json.out;
  expect({"run", "--describe", "/nonexistent.json"}, 2, "/nonexistent.json");
}

TEST_F(BadInput, TheShippedScenariosAreListedWithoutAName) {
  const Finished listed = run({"run", "--list"});
  EXPECT_EQ(listed.code(), 0) << listed.err;
  EXPECT_NE(listed.out.find("luxury-wall  ("), std::string::npos) << listed.out;
  expect({"run"}, 2, "tidemark run --list");
}

TEST_F(BadInput, ASubjectsInputThatDoesNotGoWithTheLoadSaysWhere) {
  const std::string sites =
      R"({"name":"n","sites":[{"hosts":["a.example"],"behavior":{"kind":"page"}}],)";
  const auto spread = write_file("spread.json", sites + R"("load":{"phases":[{"pause_ms":5},{}]},
                                 "subject":{"command":["cat","{input}"]}})");
  expect({"run", "--validate", spread.string()}, 2,
         "spread.json: /subject/input: the load's phases");
  std::string many;
  for (int i = 0; i < 9000; ++i) many += (i == 0 ? "\"" : ",\"") + std::to_string(i) + ".com\"";
  const auto long_line =
      write_file("long.json", sites + R"("load":{"domains":[)" + many +
                                  R"(]},"subject":{"command":["x","{domains}"]}})");
  expect({"run", "--validate", long_line.string()}, 2,
         "long.json: /subject/input: the domains of a");
  const auto plain = write_file("plain.json", sites + R"("load":{"phases":[{"pause_ms":5},{}]}})");
  expect({"run", plain.string(), "--", "cat", "{input}"}, 2, "behind `--`: the load's phases");
}

TEST_F(BadInput, ABrokenScenarioSaysWhere) {
  expect({"sites", "/nonexistent.json"}, 2, "/nonexistent.json");
  expect({"sites", write_file("syntax.json", "{\n  \"name\": }\n").string()}, 2, "line 2");
  expect({"sites", write_file("typo.json",
                              R"({"name":"x","description":"x",
                                  "sites":[{"hosts":["a.example"],"behavior":{"kind":"tarpitt"}}]})")
                       .string()},
         2, "/sites/0/behavior/kind");
}

}  // namespace
}  // namespace tidemark::test
