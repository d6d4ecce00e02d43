// The parts of the store that need no store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>

#include "analyzer/result/named.hpp"
#include "analyzer/store/compression.hpp"
#include "analyzer/store/json_text.hpp"
#include "analyzer/store/lifetime.hpp"
#include "analyzer/store/retention.hpp"
#include "analyzer/store/schema.hpp"
#include "analyzer/store/score_rows.hpp"
#include "tests/analyzer/store/sample_results.hpp"
#include "tests/analyzer/store/store_fixture.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;
using test::failure_of;
using test::page_of;

TEST(Lifetime, DependsOnWhatWasFoundAndWhy) {
  const auto lasting = [](State state, ErrorClass cause) {
    return lasting_of(failure_of("a.example", state, cause));
  };
  EXPECT_EQ(lasting_of(page_of("a.example")), Lasting::kSuccess);
  EXPECT_EQ(lasting(State::kDead, ErrorClass::kDnsNxdomain), Lasting::kFailure);
  EXPECT_EQ(lasting(State::kDead, ErrorClass::kConnectRefused), Lasting::kUnsettled);
  EXPECT_EQ(lasting(State::kBlocked, ErrorClass::kSkipped), Lasting::kUnsettled);
  EXPECT_EQ(lasting(State::kTimedOut, ErrorClass::kNoResponse), Lasting::kTransient);
  EXPECT_EQ(lasting(State::kUnreachable, ErrorClass::kDnsServfail), Lasting::kTransient);
  EXPECT_EQ(lasting(State::kFailed, ErrorClass::kBrowserUnavailable), Lasting::kNever);
  DomainResult page = page_of("a.example");
  page.state = State::kErrorPage;
  page.status = 404;
  EXPECT_EQ(lasting_of(page), Lasting::kFailure);
  page.status = 502;
  EXPECT_EQ(lasting_of(page), Lasting::kTransient);
  page = page_of("a.example");
  page.inferred = Inference{.from = "b.example", .evidence = "same address"};
  EXPECT_EQ(lasting_of(page), Lasting::kTransient);
}

TEST(Named, KnowsEveryNameAndNoOther) {
  EXPECT_EQ(named<State>("alive"), State::kAlive);
  EXPECT_EQ(named<State>("failed"), State::kFailed);
  EXPECT_EQ(named<ErrorClass>("cancelled"), ErrorClass::kCancelled);
  EXPECT_EQ(named<Lasting>("never"), Lasting::kNever);
  EXPECT_FALSE(named<State>("unknown"));
  EXPECT_FALSE(named<State>(""));
}

TEST(Compression, GivesBackWhatWentInAndRefusesTheRest) {
  Compressor compressor;
  Decompressor decompressor;
  for (const std::string& text : {std::string(), std::string("a"), std::string(100000, 'x')}) {
    const std::string frame = compressor.compress(text);
    EXPECT_EQ(decompressor.decompress(frame, 1U << 20U).value(), text);
  }
  const std::string frame = compressor.compress(std::string(5000, 'x'));
  EXPECT_FALSE(decompressor.decompress(frame, 4999));
  EXPECT_FALSE(decompressor.decompress(frame.substr(0, frame.size() - 1), 1U << 20U));
  EXPECT_FALSE(decompressor.decompress("", 1U << 20U));
  EXPECT_FALSE(decompressor.decompress("no frame at all", 1U << 20U));
}

TEST(JsonText, LeavesOutWhatIsOfAnotherForm) {
  EXPECT_EQ(strings_from(R"(["a", 1, null, "b"])"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(strings_from("{").empty());
  EXPECT_EQ(pairs_from(R"([["a","b"],["c"],[1,"d"],["e",2]])").size(), 1U);
  EXPECT_EQ(hosts_from(R"([["a",2],["b","x"],[]])").size(), 1U);
  EXPECT_EQ(to_json_text(std::vector<std::string>{"\xff"}), "[\"\uFFFD\"]");
}

TEST(JsonText, GivesBackHostsHoweverTheyAreWritten) {
  const auto told = [](const std::string& text) {
    std::string all;
    for (const OutboundHost& host : hosts_from(text)) {
      all += host.host + "=" + std::to_string(host.links) + ";";
    }
    return all;
  };
  EXPECT_EQ(told(R"([["a.test",2],["b.test",-1]])"), "a.test=2;b.test=-1;");
  EXPECT_EQ(told(R"( [ ["a.test", 2] , ["b.test",3] ])"), "a.test=2;b.test=3;");
  EXPECT_EQ(told(R"([["a\"b",2],["c\\",3]])"), "a\"b=2;c\\=3;");
  EXPECT_EQ(told("[]"), "");
  for (const char* cut : {"", "[", "[[", "[[\"a", "[[\"a\",", "[[\"a\",1", "[[\"a\",1]", "]",
                          "[[\"a\",1],]", "[[\"a\",1]]x"}) {
    EXPECT_EQ(told(cut), "") << cut;
  }
  EXPECT_EQ(told(R"([["a",1,2],["b",99999999999999999999],["c",3]])"), "c=3;");
}

TEST(ScoreRows, TakeWhatTheyCanOfADamagedExplanation) {
  const std::string text = explanation_text(test::score_of(9));
  EXPECT_EQ(explanation_text(score_from(9, text)), text);
  for (const char* damaged : {"", "{", "[]", R"({"families":{},"groups":[1,{"hits":[[]]}]})"}) {
    EXPECT_EQ(score_from(9, damaged).points, 9) << damaged;
  }
  EXPECT_EQ(score_from(9, R"({"groups":[1,{"group":"g","hits":[{"keyword":7}]}]})").groups.size(),
            1U);
}

class StoreSchema : public test::StoreTest {
 protected:
  Database open_new() {
    std::ofstream(path).close();
    return Database::open(path, Database::Access::kWrite).value();
  }
};

TEST_F(StoreSchema, IsBroughtForwardStepByStepWithItsRows) {
  constexpr std::array<const char*, 3> kSteps{"CREATE TABLE a (x); INSERT INTO a VALUES (1);",
                                              "ALTER TABLE a ADD y DEFAULT 2;",
                                              "UPDATE a SET x = x + y;"};
  Database database = open_new();
  ASSERT_TRUE(migrate(database, std::span(kSteps).first(1)));
  EXPECT_EQ(database.integer("PRAGMA user_version").value(), 1);
  ASSERT_TRUE(migrate(database, kSteps));
  ASSERT_TRUE(migrate(database, kSteps));  // nothing left to do
  EXPECT_EQ(database.integer("PRAGMA user_version").value(), 3);
  EXPECT_EQ(database.integer("SELECT x FROM a").value(), 3);
}

TEST_F(StoreSchema, KeepsTheAttemptsOfItsFirstVersion) {
  {
    Database database = open_new();
    ASSERT_TRUE(migrate(database, store_migrations().first(1)));
    ASSERT_TRUE(database.run(
        "INSERT INTO runs VALUES (1, 1, 2, 1, 7, 'v', 'c', '{}');"
        "INSERT INTO visits VALUES (1, 1, 'a.example', 1, 2, 'success', 1, 'alive', 'high', NULL, "
        "'', '', '', 0, 200, '', 'http', '[]', '[]', NULL, NULL);"
        "INSERT INTO attempts VALUES (1, 1, 'http', 'https://a.example/', 'response', NULL, 'd', "
        "200, 3, 0, 9);"));
    ASSERT_TRUE(migrate(database, store_migrations()));
  }
  EXPECT_EQ(integer("SELECT bytes FROM attempts WHERE detail = 'd' AND address = '' AND tls = ''"),
            9);
}

TEST_F(StoreSchema, StaysAtTheLastWholeVersionWhenAStepFails) {
  constexpr std::array<const char*, 2> kSteps{
      "CREATE TABLE a (x);", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);"};
  Database database = open_new();
  EXPECT_FALSE(migrate(database, kSteps));
  EXPECT_EQ(database.integer("PRAGMA user_version").value(), 1);
  EXPECT_EQ(database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'b'").value(), 0);
}

TEST_F(StoreSchema, ForgetsWhatIsOldButNeverTheLatest) {
  const auto store = open().value();
  DomainResult old = page_of("page.example");
  old.score = test::score_of(5);
  old.checked_at -= std::chrono::hours(200 * 24);
  remember(*store, old);
  remember(*store, page_of("page.example"));
  DomainResult only = page_of("only.example");
  only.checked_at = old.checked_at;
  remember(*store, only);
  ASSERT_TRUE(close(*store));
  // Runs begin when they begin: make this one as old as its visits.
  change("UPDATE runs SET started_us = 1");
  auto database = Database::open(path, Database::Access::kWrite).value();
  const auto forgotten = forget_old(database, std::chrono::system_clock::now());
  ASSERT_TRUE(forgotten) << forgotten.error().message;
  EXPECT_EQ(integer("SELECT count(*) FROM visits"), 2);
  EXPECT_EQ(integer("SELECT count(*) FROM scores"), 0);
  EXPECT_EQ(integer("SELECT count(*) FROM visits WHERE domain = 'only.example'"), 1);
  EXPECT_EQ(integer("SELECT count(*) FROM attempts"), 6);
  EXPECT_EQ(integer("SELECT count(*) FROM content"), 2);
  EXPECT_EQ(integer("SELECT count(*) FROM runs"), 1);
}

}  // namespace
}  // namespace tidemark::analyzer
