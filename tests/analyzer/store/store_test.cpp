// What goes into the store comes out of it, at once and in a later run.
#include "analyzer/store/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "analyzer/result/result_json.hpp"
#include "analyzer/store/domain_story.hpp"
#include "analyzer/store/store_file.hpp"
#include "tests/analyzer/store/sample_results.hpp"
#include "tests/analyzer/store/store_fixture.hpp"

namespace tidemark::analyzer {
namespace {

using test::failure_of;
using test::page_of;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

class StoreContents : public test::StoreTest {};

void expect_same_content(const PageContent& a, const PageContent& b) {
  EXPECT_EQ(a.title, b.title);
  EXPECT_EQ(a.language, b.language);
  EXPECT_EQ(a.meta, b.meta);
  EXPECT_EQ(a.json_ld, b.json_ld);
  EXPECT_EQ(a.script_hosts, b.script_hosts);
  EXPECT_EQ(a.products, b.products);
  EXPECT_EQ(a.text, b.text);
  EXPECT_EQ(a.text_length, b.text_length);
  EXPECT_EQ(a.scripts, b.scripts);
  EXPECT_EQ(a.forms, b.forms);
  EXPECT_EQ(a.has_password_field, b.has_password_field);
  ASSERT_EQ(a.links.size(), b.links.size());
  for (std::size_t i = 0; i < a.links.size(); ++i) {
    EXPECT_EQ(a.links[i].host, b.links[i].host);
    EXPECT_EQ(a.links[i].links, b.links[i].links);
  }
}

TEST_F(StoreContents, AnswerALaterRunWithTheSameResult) {
  DomainResult page = page_of("page.example");
  {
    const auto store = open().value();
    remember(*store, page);
    ASSERT_TRUE(close(*store));
  }
  const auto store = open().value();
  const auto recalled = recall(*store, "page.example", "other.txt:3");
  ASSERT_TRUE(recalled);
  page.cached = true;
  page.source = "other.txt:3";
  EXPECT_EQ(to_json_line(*recalled), to_json_line(page));
  EXPECT_FALSE(recall(*store, "unknown.example"));
}

TEST_F(StoreContents, AreInTheFileWhenRememberReturns) {
  const auto store = open().value();
  for (int i = 1; i <= 20; ++i) {
    remember(*store, page_of("d" + std::to_string(i) + ".example"));
    ASSERT_EQ(integer("SELECT count(*) FROM visits"), i);
  }
}

TEST_F(StoreContents, AreASingleFileOnceClosed) {
  const auto store = open().value();
  remember(*store, page_of("page.example"));
  (void)recall(*store, "page.example");
  ASSERT_TRUE(close(*store));
  EXPECT_EQ(files(), (std::vector<std::string>{"s.sqlite", "s.sqlite.lock"}));
}

TEST_F(StoreContents, GiveBackTheContentOfPages) {
  const DomainResult page = page_of("page.example");
  const auto store = open().value();
  remember(*store, page);
  // A later failure does not make the page forgotten.
  remember(*store, failure_of("page.example", State::kTimedOut, ErrorClass::kNoResponse));
  remember(*store, page_of("other.example"));
  auto opened = open_store_to_read(path);
  ASSERT_TRUE(opened) << opened.error().message;
  std::vector<std::string> seen;
  const auto read = for_each_content(opened->database, [&](const StoredContent& stored) {
    seen.push_back(stored.domain);
    EXPECT_EQ(stored.version, kContentVersion);
    EXPECT_EQ(stored.final_url, "https://www." + stored.domain + "/");
    expect_same_content(stored.content, page.content);
    return true;
  });
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(seen, (std::vector<std::string>{"page.example", "other.example"}));
}

TEST_F(StoreContents, GiveBackTheScoreOfAPageToRunsWithTheSameKeywords) {
  DomainResult page = page_of("page.example");
  page.score = test::score_of(37);
  StoreSetup with = setup();
  with.run.scored_by = {.keywords = "built-in 1", .fingerprint = "f1"};
  {
    const auto store = Store::open(loop.get_executor(), with).value();
    remember(*store, page);
    DomainResult parked = page_of("parked.example");
    parked.state = State::kParked;
    parked.score = page.score;
    remember(*store, parked);
    remember(*store, page_of("unscored.example"));
    ASSERT_TRUE(close(*store));
  }
  EXPECT_EQ(integer("SELECT count(*) FROM scores"), 1);
  EXPECT_EQ(integer("SELECT points FROM scores JOIN results USING (visit) "
                    "WHERE domain = 'page.example' AND keywords = 'built-in 1' AND "
                    "content_version = " +
                    std::to_string(kContentVersion)),
            37);
  {
    const auto store = Store::open(loop.get_executor(), with).value();
    const auto recalled = recall(*store, "page.example");
    ASSERT_TRUE(recalled && recalled->score);
    EXPECT_EQ(explanation_text(*recalled->score), explanation_text(*page.score));
    EXPECT_EQ(recalled->score->points, 37);
    ASSERT_TRUE(close(*store));
  }
  with.run.scored_by.fingerprint = "f2";
  const auto store = Store::open(loop.get_executor(), with).value();
  const auto recalled = recall(*store, "page.example");
  ASSERT_TRUE(recalled);
  EXPECT_FALSE(recalled->score);
}

TEST_F(StoreContents, KeepHistoryAndWhatEachRunAnswered) {
  {
    const auto store = open().value();
    remember(*store, page_of("page.example"));
    remember(*store, failure_of("gone.example", State::kDead, ErrorClass::kDnsNxdomain));
    ASSERT_TRUE(close(*store));
  }
  {
    const auto store = open().value();
    ASSERT_TRUE(recall(*store, "page.example"));
    remember(*store, failure_of("gone.example", State::kTimedOut, ErrorClass::kNoResponse));
    ASSERT_TRUE(close(*store));
  }
  EXPECT_EQ(integer("SELECT count(*) FROM visits"), 3);
  EXPECT_EQ(integer("SELECT count(*) FROM results"), 2);
  EXPECT_EQ(integer("SELECT count(*) FROM results WHERE state = 'timed_out'"), 1);
  EXPECT_EQ(integer("SELECT count(*) FROM answers WHERE run = 2"), 2);
  EXPECT_EQ(integer("SELECT count(*) FROM answers JOIN visits USING (visit) "
                    "WHERE answers.run = 2 AND visits.run = 1"),
            1);
  EXPECT_EQ(integer("SELECT count(*) FROM runs WHERE completed AND ended_us IS NOT NULL"), 2);
}

TEST_F(StoreContents, KeepFactsUntilTheyExpire) {
  const auto now =
      std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  const std::vector<LearntFact> facts{
      {"host:a.example", "answer_ms", 12.5, 3, "three visits", now, now + 1h},
      {"host:b.example", "walled", 1, 1, "", now, now + 10ms}};
  {
    const auto store = open().value();
    store->save_facts(facts);
    store->save_facts(std::vector<LearntFact>{
        {"host:a.example", "answer_ms", 20, 4, "four visits", now, now + 2h}});
    ASSERT_TRUE(close(*store));
  }
  const auto store = open().value();
  const auto known = store->load_facts(now + 1s);
  ASSERT_TRUE(known);
  ASSERT_EQ(known->size(), 1U);
  EXPECT_EQ(known->front().value, 20);
  EXPECT_EQ(known->front().samples, 4);
  EXPECT_EQ(known->front().evidence, "four visits");
  EXPECT_EQ(known->front().expires_at, now + 2h);
  EXPECT_TRUE(store->load_facts(now + 3h).value().empty());
}

TEST_F(StoreContents, TellTheStoryOfADomain) {
  const auto store = open().value();
  const auto now = std::chrono::system_clock::now();
  const auto lifecycle = store->lifecycle();
  lifecycle->browser_started(41);
  lifecycle->task_started(3, "page.example");
  lifecycle->slot_wanted(3, "page.example");
  lifecycle->slot_taken(3, "page.example", 41);
  lifecycle->slot_released(3, "page.example");
  lifecycle->task_started(4, "other.example");
  store->save_facts(std::vector<LearntFact>{
      {"address:192.0.2.1,203.0.113.7", "walled", 1, 2, "shared", now, now + 1h},
      {"host:other.example", "walled", 1, 2, "", now, now + 1h}});
  remember(*store, failure_of("page.example", State::kTimedOut, ErrorClass::kNoResponse));
  remember(*store, page_of("page.example"));
  lifecycle->task_ended(3, "page.example", "alive");
  ASSERT_TRUE(close(*store));
  const auto story = read_story(path, "page.example");
  ASSERT_TRUE(story) << story.error().message;
  ASSERT_TRUE(*story);
  EXPECT_EQ((*story)->latest.result.state, State::kAlive);
  EXPECT_EQ((*story)->source, "list.txt:7");
  EXPECT_EQ((*story)->visits.size(), 2U);
  ASSERT_EQ((*story)->facts.size(), 1U);
  EXPECT_EQ((*story)->facts.front().evidence, "shared");
  ASSERT_EQ((*story)->lifecycle.size(), 5U);
  EXPECT_EQ((*story)->lifecycle[2].browser, 41);
  EXPECT_EQ((*story)->lifecycle.back().detail, "alive");
  ASSERT_TRUE((*story)->content);
  const auto unknown = read_story(path, "unknown.example");
  ASSERT_TRUE(unknown);
  EXPECT_FALSE(*unknown);
}

TEST_F(StoreContents, ThatAreTooOldForTheRulesAreVisitedAgain) {
  {
    const auto store = open().value();
    DomainResult old = page_of("old.example");
    old.checked_at -= std::chrono::hours(31 * 24);
    remember(*store, old);
    DomainResult wall = page_of("wall.example");
    wall.state = State::kBlocked;
    wall.checked_at -= 25h;
    remember(*store, wall);
    DomainResult recent = page_of("recent.example");
    recent.checked_at -= 25h;
    remember(*store, recent);
    DomainResult later = page_of("later.example");
    later.checked_at += 1h;
    remember(*store, later);
    remember(*store, failure_of("failed.example", State::kFailed, ErrorClass::kBrowserUnavailable));
    EXPECT_FALSE(recall(*store, "old.example"));
    EXPECT_FALSE(recall(*store, "wall.example"));
    EXPECT_FALSE(recall(*store, "later.example"));
    EXPECT_FALSE(recall(*store, "failed.example"));
    EXPECT_TRUE(recall(*store, "recent.example"));
  }
  EXPECT_FALSE(recall(*open({.max_age = 24h}).value(), "recent.example"));
  EXPECT_FALSE(recall(*open({.never = true}).value(), "recent.example"));
  RecallRules patient;
  patient.lifetimes.unsettled = 26h;
  EXPECT_TRUE(recall(*open(patient).value(), "wall.example"));
}

TEST_F(StoreContents, MadeWithoutABrowserDoNotAnswerWhereOneCouldSeeMore) {
  {
    const auto store = open().value();  // a run without a browser
    remember(*store, page_of("page.example"));
    remember(*store, failure_of("shell.example", State::kShell, ErrorClass::kNoResponse));
    EXPECT_TRUE(recall(*store, "shell.example"));
  }
  const auto store = open({.has_browser = true}).value();
  EXPECT_TRUE(recall(*store, "page.example"));
  EXPECT_FALSE(recall(*store, "shell.example"));
}

// The queries of docs/store.md, run as they stand there.
TEST_F(StoreContents, AnswerTheQueriesOfTheirDocumentation) {
  for (int run = 0; run < 2; ++run) {
    const auto store = open().value();
    const auto lifecycle = store->lifecycle();
    lifecycle->task_started(1, "page.example");
    lifecycle->slot_wanted(1, "page.example");
    lifecycle->slot_taken(1, "page.example", 41);
    DomainResult wall = page_of("wall.example");
    wall.state = State::kBlocked;
    wall.vendor = "cloudflare";
    wall.protections.front().protection = Protection::kBlock;
    remember(*store, wall);
    DomainResult moved = page_of("moved.example");
    moved.score = test::score_of(10 + 20 * run);
    remember(*store, moved);
    if (run == 0) {
      remember(*store, page_of("page.example"));
    } else {
      remember(*store, failure_of("page.example", State::kDead, ErrorClass::kDnsNxdomain));
    }
    store->save_facts(std::vector<LearntFact>{{"host:page.example", "answer_ms", 1, 1, "",
                                               std::chrono::system_clock::now(),
                                               std::chrono::system_clock::now() + 1h}});
    ASSERT_TRUE(close(*store));
  }
  std::ifstream docs(std::filesystem::path(TIDEMARK_SOURCE_DIR) / "docs" / "store.md");
  std::optional<std::string> query;
  std::vector<std::string> queries;
  for (std::string line; std::getline(docs, line);) {
    if (line == "```sql") {
      query.emplace();
    } else if (line == "```" && query) {
      queries.push_back(*std::exchange(query, std::nullopt));
    } else if (query) {
      *query += line + '\n';
    }
  }
  ASSERT_GE(queries.size(), 5U);
  auto database = probes::Database::open(path, probes::Database::Access::kRead);
  ASSERT_TRUE(database);
  for (const std::string& sql : queries) {
    auto statement = database->prepare(sql);
    ASSERT_TRUE(statement) << sql << statement.error().message;
    const auto row = statement->next();
    ASSERT_TRUE(row) << sql << row.error().message;
    EXPECT_TRUE(*row) << "no rows: " << sql;
  }
}

}  // namespace
}  // namespace tidemark::analyzer
