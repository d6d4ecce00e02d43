// `tidemark analyze --rescore`, and categories: what is stored, judged anew.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>

#include <nlohmann/json.hpp>

#include "analyzer/store/store_lease.hpp"
#include "analyzer/store/store_queue.hpp"
#include "probes/database/database.hpp"
#include "tests/e2e/program.hpp"
#include "tests/support/result_schema.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using analyzer::DomainResult;
using nlohmann::json;

DomainResult page_of(const std::string& domain, const std::string& text,
                     std::vector<analyzer::OutboundHost> links = {}) {
  DomainResult page{.domain = domain, .source = "list.txt:1", .state = analyzer::State::kAlive};
  page.status = 200;
  page.final_url = "https://" + domain + "/";
  page.checked_at = std::chrono::system_clock::now();
  page.content.text = text;
  page.content.text_length = text.size();
  page.content.links = std::move(links);
  return page;
}

const char* const kShop =
    "Hurry: last chance to order now! Limited offer, free delivery, discount.";

class Rescoring : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    lists_ = write_file("lists/food.txt", "shop.test\nshop.test\ngone.test\n").parent_path();
    (void)write_file("lists/ads.hosts", "0.0.0.0 ads.test\n0.0.0.0 shop.test\n@@||good.test^\n");
    store_ = lists_.parent_path() / "s.sqlite";
  }
  void store(const std::vector<DomainResult>& results) const {
    auto queue = analyzer::StoreQueue::start(store_, {}, [](const std::string&) {}, [] {}).value();
    for (const DomainResult& result : results) {
      (void)queue->add(std::make_shared<const DomainResult>(result));
    }
    ASSERT_TRUE(queue->close(Deadline::in(std::chrono::seconds(20)), true));
  }
  void store_shops() const {
    store({page_of("shop.test", kShop, {{"ads.test", 3}}), page_of("ads.test", "Nothing."),
           page_of("other.test", "Jerusalem")});
  }
  [[nodiscard]] Finished rescore(Arguments more = {}) {
    Arguments arguments{"analyze", "--rescore", "--cache", store_.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  static std::map<std::string, json> by_domain(const Finished& finished) {
    std::map<std::string, json> lines;
    for (const std::string& line : finished.lines()) {
      json object = json::parse(line);
      lines.emplace(object["domain"], object);
    }
    return lines;
  }
  static bool says(const Finished& finished, const std::string& part) {
    return finished.err.find(part) != std::string::npos;
  }

  fs::path store_;
  fs::path lists_;
};

TEST_F(Rescoring, WritesOverNothingThatItReads) {
  store_shops();
  const fs::path keywords =
      write_file("own.json", R"({"schema": "tidemark.keywords/1", "version": "1",
                      "groups": [{"name": "sugar", "family": "health", "words": ["treacle"]}]})");
  const fs::path list = lists_ / "food.txt";
  for (const fs::path& precious : {store_, keywords, list}) {
    const auto size = fs::file_size(precious);
    const Finished refused =
        rescore({list.string(), "--keywords", keywords.string(), "--output", precious.string()});
    EXPECT_EQ(refused.code(), 2) << precious;
    EXPECT_TRUE(says(refused, "would be overwritten")) << refused.err;
    EXPECT_EQ(fs::file_size(precious), size);
  }
  EXPECT_EQ(by_domain(rescore()).size(), 3U);
}

TEST_F(Rescoring, TellsEverybodyWithScoresAndNeighbours) {
  store_shops();
  const Finished first = rescore({"--json"});
  ASSERT_EQ(first.code(), 0) << first.err;
  EXPECT_TRUE(says(first, "judged 3 of 3 stored pages anew by built-in")) << first.err;
  auto lines = by_domain(first);
  ASSERT_EQ(lines.size(), 3U);
  for (const auto& [domain, line] : lines) EXPECT_EQ(schema_objections(line), "") << line;
  const int points = lines["shop.test"]["total"];
  EXPECT_GE(points, 20);
  EXPECT_EQ(lines["ads.test"]["bonus"], points / 10);
  EXPECT_EQ(lines["ads.test"]["led_to_by"][0],
            (json{{"domain", "shop.test"}, {"points", points}, {"links", 3}}));
  EXPECT_EQ(lines["other.test"]["total"], 0);
  EXPECT_TRUE(lines["other.test"]["cached"]);
  const Finished second = rescore({"--json"});
  EXPECT_TRUE(says(second, "judged 0 of 3 stored pages anew")) << second.err;
  EXPECT_TRUE(says(second, "up to date")) << second.err;
  EXPECT_EQ(second.out, first.out);
}

TEST_F(Rescoring, TellsTheDomainsOfTheCategoriesOnly) {
  store_shops();
  const Finished all = rescore({"--json", "--all", "--lists", lists_.string()});
  ASSERT_EQ(all.code(), 0) << all.err;
  auto lines = by_domain(all);
  ASSERT_EQ(lines.size(), 2U) << all.out;
  EXPECT_EQ(lines["shop.test"]["categories"], (json{"ads", "food"}));
  EXPECT_EQ(lines["ads.test"]["categories"], json{"ads"});
  const Finished food = rescore({"--json", "--category", "food", "--lists", lists_.string()});
  EXPECT_EQ(by_domain(food).size(), 1U) << food.out;
  const Finished named = rescore({"--json", "other.test", (lists_ / "food.txt").string()});
  EXPECT_EQ(by_domain(named).size(), 2U) << named.out;
  EXPECT_EQ(by_domain(named)["other.test"]["categories"], json::array());
  EXPECT_EQ(by_domain(named)["shop.test"]["total"], by_domain(food)["shop.test"]["total"]);
  const Finished csv = rescore({"--csv", "shop.test"});
  EXPECT_EQ(csv.lines().size(), 2U) << csv.out;
  EXPECT_TRUE(csv.out.starts_with("domain,source,state,")) << csv.out;
  const int total = by_domain(food)["shop.test"]["total"];
  EXPECT_TRUE(csv.out.ends_with("," + std::to_string(total) + ",0,\r\n")) << csv.out;
  EXPECT_NE(rescore({"--table", "shop.test"}).out.find(std::to_string(total)), std::string::npos);
}

TEST_F(Rescoring, RefusesWhatNamesNoCategory) {
  store_shops();
  const Finished unknown = rescore({"--category", "toys", "--lists", lists_.string()});
  EXPECT_EQ(unknown.code(), 2);
  EXPECT_TRUE(says(unknown, "there are ads, food")) << unknown.err;
  EXPECT_EQ(rescore({"--all", "--lists", "/nowhere"}).code(), 2);
  EXPECT_EQ(rescore({"--lists", lists_.string()}).code(), 2);
  (void)write_file("lists/food.csv", "a.test\n");
  const Finished clash = rescore({"--all", "--lists", lists_.string()});
  EXPECT_EQ(clash.code(), 2);
  EXPECT_TRUE(says(clash, "would both be the category 'food'")) << clash.err;
  EXPECT_EQ(rescore({"--no-cache"}).code(), 2);
  EXPECT_EQ(rescore({"--sample-size", "3"}).code(), 2);
}

TEST_F(Rescoring, RefusesAStoreThatItCannotUse) {
  const Finished none = rescore();
  EXPECT_EQ(none.code(), 2);
  EXPECT_TRUE(says(none, "there is no store")) << none.err;
  store_shops();
  {
    auto database = probes::Database::open(store_, probes::Database::Access::kWrite).value();
    const auto version = database.integer("PRAGMA user_version").value();
    ASSERT_TRUE(database.run("PRAGMA user_version = 99"));
    const Finished newer = rescore();
    EXPECT_EQ(newer.code(), 5);
    EXPECT_TRUE(says(newer, "newer Tidemark")) << newer.err;
    ASSERT_TRUE(database.run("PRAGMA user_version = " + std::to_string(version)));
  }
  std::ofstream(store_, std::ios::trunc) << std::string(20000, 'x');
  const Finished damaged = rescore();
  EXPECT_EQ(damaged.code(), 2);
  EXPECT_TRUE(fs::exists(store_)) << "it was set aside, and what it had would be gone";
  EXPECT_EQ(damaged.out, "");
}

TEST_F(Rescoring, WaitsForNobodyWhoKeepsTheStore) {
  store_shops();
  const auto held =
      analyzer::StoreLease::take(fs::weakly_canonical(store_), {"somebody"},
                                 Deadline::in(std::chrono::seconds(1)), [](const std::string&) {});
  ASSERT_TRUE(held);
  const Finished finished = rescore();
  EXPECT_EQ(finished.code(), 5) << finished.err;
  EXPECT_TRUE(says(finished, "is in use by pid")) << finished.err;
  EXPECT_EQ(finished.out, "");
}

TEST_F(Rescoring, EndsAtASignalAlsoWhenNobodyReads) {
  std::vector<DomainResult> pages;
  for (int i = 0; i < 3000; ++i) pages.push_back(page_of("p" + std::to_string(i) + ".test", kShop));
  store(pages);
  Program rescoring({"analyze", "--rescore", "--json", "--cache", store_.string()}, scratch());
  ASSERT_TRUE(rescoring.read_line());
  ASSERT_TRUE(rescoring.child().signal(SIGINT));
  EXPECT_EQ(rescoring.finish().code(), 130);
  EXPECT_TRUE(says(rescore({"p1.test"}), "judged 0 of 3000"));
}

class Categories : public EndToEnd {};

TEST_F(Categories, AreVisitedAndSampledEach) {
  json sites = json::array();
  std::string one;
  std::string two;
  for (int i = 0; i < 20; ++i) {
    const std::string host = "site-" + std::to_string(i) + ".example";
    (i < 5 ? one : two) += host + "\n";
    sites.push_back({{"hosts", {host}}, {"behavior", {{"kind", "page"}}}});
  }
  const Simulator simulator(
      write_file("world.json",
                 json{{"name", "w"}, {"description", "for categories"}, {"sites", sites}}.dump()),
      scratch());
  const std::string lists = write_file("lists/one.txt", one).parent_path().string();
  (void)write_file("lists/two.txt", two);
  const Finished sampled = run(with_reach({"analyze", "--all", "--lists", lists, "--sample-size",
                                           "3", "--json", "--browsers", "0", "--no-cache"},
                                          simulator));
  ASSERT_EQ(sampled.code(), 0) << sampled.err;
  std::map<std::string, int> counts;
  for (const std::string& line : sampled.lines()) {
    const std::string source = json::parse(line)["source"];
    ++counts[fs::path(source.substr(0, source.rfind(':'))).stem()];
  }
  EXPECT_EQ(counts, (std::map<std::string, int>{{"one", 3}, {"two", 3}}));
  const Finished one_only = run(with_reach(
      {"analyze", "--category", "one", "--lists", lists, "--json", "--browsers", "0", "--no-cache"},
      simulator));
  EXPECT_EQ(one_only.lines().size(), 5U) << one_only.err;
}

}  // namespace
}  // namespace tidemark::test
