// Stored pages, judged anew.
#include "analyzer/rescoring/rescore.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/store/score_rows.hpp"
#include "analyzer/store/store_file.hpp"
#include "tests/analyzer/store/sample_results.hpp"
#include "tests/analyzer/store/store_fixture.hpp"

namespace tidemark::analyzer {
namespace {

using test::page_of;
using ::testing::HasSubstr;

DomainResult shop(const std::string& domain, State state = State::kAlive) {
  DomainResult page = page_of(domain);
  page.state = state;
  page.content.text = "Last chance: order now, limited offer! Jerusalem.";
  page.content.text_length = page.content.text.size();
  return page;
}

class Rescoring : public test::StoreTest {
 protected:
  void store(const std::vector<DomainResult>& results) {
    const auto opened = open().value();
    for (const DomainResult& result : results) remember(*opened, result);
    ASSERT_TRUE(close(*opened));
  }
  [[nodiscard]] Result<Rescored> rescore_all(
      const KeywordBook& keywords,
      const OnRescored& on_progress = [](const Rescored&) { return true; }) {
    auto database = open_store_file(path, [](const std::string&) {});
    if (!database) return std::unexpected(database.error());
    return rescore(path, *database, keywords, 2, on_progress);
  }
};

TEST_F(Rescoring, GivesEachPageTheScoreThatItsKeywordsGive) {
  store({shop("a.test"), page_of("b.test"), shop("c.test", State::kRedirected),
         shop("parked.test", State::kParked)});
  const KeywordBook keywords = KeywordBook::built_in();
  const auto done = rescore_all(keywords);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->pages, 3U);
  EXPECT_EQ(done->judged, 3U);
  EXPECT_EQ(integer("SELECT count(*) FROM scores"), 3);
  const PageScore expected = keywords.score(shop("a.test").content);
  EXPECT_GT(expected.points, 0);
  auto database = probes::Database::open(path, probes::Database::Access::kRead).value();
  auto row = database
                 .prepare(
                     "SELECT points, explanation, keywords, fingerprint FROM scores "
                     "JOIN results USING (visit) WHERE domain = 'a.test'")
                 .value();
  ASSERT_TRUE(row.next().value());
  EXPECT_EQ(row.integer(0), expected.points);
  EXPECT_EQ(row.text(1), explanation_text(expected));
  EXPECT_EQ(row.text(2), keywords.name());
  EXPECT_EQ(row.text(3), keywords.fingerprint());
}

TEST_F(Rescoring, JudgesOnlyWhatHasChanged) {
  store({shop("a.test"), shop("b.test")});
  const KeywordBook keywords = KeywordBook::built_in();
  ASSERT_EQ(rescore_all(keywords)->judged, 2U);
  const auto again = rescore_all(keywords);
  EXPECT_EQ(again->judged, 0U);
  EXPECT_EQ(again->pages, 2U);
  EXPECT_EQ(rescore_all(KeywordBook::built_in(Matching::kSubstrings))->judged, 2U)
      << "other keywords";
  ASSERT_EQ(rescore_all(keywords)->judged, 2U);
  store({shop("b.test"), shop("c.test")});  // visited anew, and for the first time
  EXPECT_EQ(rescore_all(keywords)->judged, 2U);
  change("UPDATE content SET version = version - 1 WHERE domain = 'a.test'");
  EXPECT_EQ(rescore_all(keywords)->judged, 1U);
}

TEST_F(Rescoring, GoesOnWhereItWasStopped) {
  std::vector<DomainResult> pages;
  for (int i = 0; i < 700; ++i) pages.push_back(shop("p" + std::to_string(i) + ".test"));
  store(pages);
  const KeywordBook keywords = KeywordBook::built_in();
  int asked = 0;
  const auto stopped = rescore_all(keywords, [&](const Rescored&) { return ++asked < 3; });
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->stale, 700U);
  EXPECT_EQ(stopped->judged, 400U) << "two batches were read by then";
  EXPECT_EQ(integer("SELECT count(*) FROM scores"), 400);
  EXPECT_EQ(rescore_all(keywords)->judged, 300U);
  EXPECT_EQ(integer("SELECT count(*) FROM scores"), 700);
}

TEST_F(Rescoring, SaysWhichPageIsDamaged) {
  store({shop("a.test"), shop("b.test")});
  change("UPDATE content SET text = substr(text, 1, length(text) - 2) WHERE domain = 'b.test'");
  const auto done = rescore_all(KeywordBook::built_in());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(done.error().message, HasSubstr("b.test"));
}

}  // namespace
}  // namespace tidemark::analyzer
