// When a page counts as finished.
#include "analyzer/browser/settle_rule.hpp"

#include <gtest/gtest.h>

namespace tidemark::test {
namespace {

using analyzer::has_settled;
using analyzer::Settling;
using std::chrono::milliseconds;

constexpr SteadyTime kNow{std::chrono::hours(1)};

Settling ready_page(std::size_t length) {
  return {.now = kNow,
          .dom_ready = true,
          .texts_idle = true,
          .length = length,
          .unchanged_since = kNow};
}

Settling loaded_page(std::size_t length, milliseconds ago) {
  Settling page = ready_page(length);
  page.loaded_at = kNow - ago;
  page.idle = true;
  return page;
}

TEST(SettleRule, TakesARichTextAtOnceWhilePicturesAreLoading) {
  EXPECT_TRUE(has_settled(ready_page(5000)));
}

TEST(SettleRule, WaitsForScriptsAndDataOfARichPage) {
  Settling page = ready_page(5000);
  page.texts_idle = false;
  EXPECT_FALSE(has_settled(page));
  page.texts_idle = true;
  page.texts_changed_at = kNow - milliseconds(5);  // the data is there, but not yet shown
  EXPECT_FALSE(has_settled(page));
  page.texts_changed_at = kNow - milliseconds(100);
  EXPECT_TRUE(has_settled(page));
}

TEST(SettleRule, WaitsForTheDocumentThatAPageLeadsTo) {
  Settling page = ready_page(5000);
  page.leaving = true;
  EXPECT_FALSE(has_settled(page));
  page.loaded_at = kNow - milliseconds(1000);
  page.inert = true;
  page.unchanged_since = kNow - milliseconds(1000);
  EXPECT_FALSE(has_settled(page));
}

TEST(SettleRule, GivesAShellTimeToShowItsText) {
  EXPECT_FALSE(has_settled(ready_page(50)));
  EXPECT_FALSE(has_settled(loaded_page(50, milliseconds(100))));
  Settling page = loaded_page(50, milliseconds(600));
  page.unchanged_since = kNow - milliseconds(600);
  EXPECT_TRUE(has_settled(page));
}

TEST(SettleRule, TakesAPageWithoutScriptsWhenItIsLoaded) {
  Settling page = loaded_page(50, milliseconds(0));
  page.inert = true;
  EXPECT_TRUE(has_settled(page));
  page.length = 0;
  EXPECT_FALSE(has_settled(page));
}

TEST(SettleRule, EndsWithAPageThatNeverComesToRest) {
  Settling page = loaded_page(50, milliseconds(3500));
  page.idle = false;
  page.leaving = true;
  EXPECT_TRUE(has_settled(page));
}

TEST(SettleRule, NeverTakesAPageThatCouldNotBeRead) {
  Settling page = loaded_page(0, milliseconds(9000));
  page.length.reset();
  EXPECT_FALSE(has_settled(page));
}

}  // namespace
}  // namespace tidemark::test
