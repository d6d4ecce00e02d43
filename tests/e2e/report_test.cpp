// `tidemark analyze --report` and `--diff` on the built program.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "probes/base/unique_fd.hpp"
#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// `sites`: "page", "block" or "reset" of site-0.example and on.
std::string world(const std::vector<std::string>& kinds) {
  json sites = json::array();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    sites.push_back({{"hosts", {"site-" + std::to_string(i) + ".example"}},
                     {"behavior", {{"kind", kinds[i]}}}});
  }
  return json{{"name", "report-world"}, {"description", "for reports"}, {"sites", sites}}.dump();
}

class Reporting : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    list_ = write_file("shops.txt", "site-0.example\nsite-1.example\nsite-2.example\n");
    store_ = (list_.parent_path() / "s.sqlite").string();
    report_ = list_.parent_path() / "report";
  }
  // A run over the list while the sites behave as `kinds` say.
  [[nodiscard]] Finished analyze(const std::vector<std::string>& kinds,
                                 const Arguments& more = {}) {
    Simulator sites(write_file("world.json", world(kinds)), scratch());
    Arguments arguments{"analyze", list_.string(), "--json", "--browsers", "0",
                        "--force", "--budget",     "10s",    "--cache",    store_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(with_reach(std::move(arguments), sites));
  }

  fs::path list_;
  std::string store_;
  fs::path report_;
};

TEST_F(Reporting, WritesEveryFileAndSaysWhere) {
  const Finished first = analyze({"page", "block", "page"}, {"--report", report_.string()});
  ASSERT_EQ(first.code(), 0) << first.err;
  EXPECT_NE(first.err.find((report_ / "report.html").string()), std::string::npos) << first.err;
  const json summary = json::parse(text_of(report_ / "summary.json"));
  EXPECT_EQ(summary["domains"], 3);
  EXPECT_EQ(summary["states"]["blocked"], 1);
  EXPECT_NE(text_of(report_ / "categories/shops.md").find("# shops"), std::string::npos);
  EXPECT_NE(text_of(report_ / "domains.csv").find("site-1.example,shops,blocked"),
            std::string::npos);
  EXPECT_NE(text_of(report_ / "report.html").find("<h1>3 domains</h1>"), std::string::npos);
  EXPECT_TRUE(json::parse(text_of(report_ / "recommendations.json"))["recommendations"].is_array());
  EXPECT_FALSE(fs::exists(report_ / "changes.json")) << "there is no run before";

  ASSERT_EQ(analyze({"block", "page", "page"}, {"--report", report_.string()}).code(), 0);
  const json changes = json::parse(text_of(report_ / "changes.json"));
  ASSERT_EQ(changes["changes"].size(), 2U) << changes;
  EXPECT_EQ(changes["changes"][0]["domain"], "site-0.example");
  EXPECT_EQ(changes["changes"][0]["change"], "newly_protected");
  EXPECT_EQ(changes["changes"][1]["change"], "unprotected");

  const Finished rescored = run({"analyze", list_.string(), "--rescore", "--json", "--cache",
                                 store_, "--report", (report_ / "again").string()});
  ASSERT_EQ(rescored.code(), 0) << rescored.err;
  EXPECT_EQ(json::parse(text_of(report_ / "again/summary.json"))["domains"], 3);
}

TEST_F(Reporting, TellsWhatChangedWithoutAVisit) {
  ASSERT_EQ(analyze({"page", "page", "page"}).code(), 0);
  const Finished alone = run({"analyze", "--diff", "--cache", store_});
  EXPECT_EQ(alone.code(), 2);
  EXPECT_NE(alone.err.find("no two runs"), std::string::npos) << alone.err;
  ASSERT_EQ(analyze({"page", "block", "page"}).code(), 0);
  const Finished text = run({"analyze", "--diff", "--cache", store_});
  EXPECT_EQ(text.code(), 0) << text.err;
  EXPECT_NE(text.out.find("newly protected (1)"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("0 points -> blocked"), std::string::npos) << text.out;
  const json object =
      json::parse(run({"analyze", "--diff", "1..2", "--json", "--cache", store_}).out);
  EXPECT_EQ(object["changes"][0]["domain"], "site-1.example");
  const Finished unknown = run({"analyze", "--diff=7", "--cache", store_});
  EXPECT_EQ(unknown.code(), 2);
  EXPECT_NE(unknown.err.find("run 1, 2"), std::string::npos) << unknown.err;
}

TEST_F(Reporting, IsRefusedBeforeAnyVisitWhereItCannotBeWritten) {
  const Arguments where{"--report", report_.string()};
  for (const Arguments& arguments : {Arguments{"analyze", "site-0.example", "--no-cache"},
                                     Arguments{"analyze", "-", "--cache", store_}}) {
    Arguments all = arguments;
    all.insert(all.end(), where.begin(), where.end());
    const Finished refused = run(all);
    EXPECT_EQ(refused.code(), 2) << refused.err;
    EXPECT_NE(refused.err.find("--cache FILE"), std::string::npos) << refused.err;
    EXPECT_EQ(refused.out, "");
  }
  const fs::path pipe = list_.parent_path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const Finished once = run({"analyze", pipe.string(), "--cache", store_, "--report", report_});
  EXPECT_EQ(once.code(), 2);
  EXPECT_NE(once.err.find("cannot be read again"), std::string::npos) << once.err;
  std::ofstream(report_) << "a file";
  const Finished file =
      run({"analyze", "site-0.example", "--cache", store_, "--report", report_.string()});
  EXPECT_EQ(file.code(), 2);
  EXPECT_NE(file.err.find("is not a directory"), std::string::npos) << file.err;
  EXPECT_FALSE(fs::exists(store_));
}

// Results that the store answers may have been scored by others.
TEST_F(Reporting, HasAllScoresByTheKeywordsOfItsRun) {
  ASSERT_EQ(analyze({"page", "page", "page"}).code(), 0);
  const std::string words = R"(["about", "bridge", "coffee", "country", "river", "station"])";
  const fs::path keywords =
      write_file("own.json", R"({"schema": "tidemark.keywords/1", "version": "mine", "groups":
                      [{"name": "sugar", "family": "health", "words": )" +
                                 words + "}]}");
  const Finished again = run({"analyze", list_.string(), "--json", "--cache", store_, "--keywords",
                              keywords.string(), "--report", report_.string()});
  ASSERT_EQ(again.code(), 0) << again.err;
  const json summary = json::parse(text_of(report_ / "summary.json"));
  EXPECT_NE(summary["keywords"].get<std::string>().find("mine"), std::string::npos) << summary;
  EXPECT_EQ(summary["keywords"].get<std::string>().find("built-in"), std::string::npos) << summary;
  EXPECT_NE(text_of(report_ / "domains.csv").find("sugar: about"), std::string::npos);
  const json line = json::parse(again.lines().front());
  EXPECT_TRUE(line["cached"]);
}

TEST_F(Reporting, RemovesWhatAKilledWriterLeft) {
  const fs::path left = report_ / ".tidemark-report";
  fs::create_directories(left / "categories");
  std::ofstream(left / "report.html") << "half";
  ASSERT_EQ(analyze({"page", "page", "page"}, {"--report", report_.string()}).code(), 0);
  EXPECT_FALSE(fs::exists(left));
  EXPECT_TRUE(fs::exists(report_ / "report.html"));
}

TEST_F(Reporting, IsWrittenByOneAtATime) {
  fs::create_directories(report_);
  const UniqueFd other(::open(report_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ASSERT_EQ(::flock(other.get(), LOCK_EX | LOCK_NB), 0);
  const Finished second =
      run({"analyze", "site-0.example", "--cache", store_, "--report", report_.string()});
  EXPECT_EQ(second.code(), 5);
  EXPECT_NE(second.err.find("another tidemark is writing"), std::string::npos) << second.err;
}

}  // namespace
}  // namespace tidemark::test
