#include "analyzer/strategy/fact_book.hpp"

#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

using namespace std::chrono_literals;

constexpr CalendarTime kNow{std::chrono::days(20000)};

LearntFact fact(const std::string& subject, const std::string& kind, double value) {
  return {.subject = subject,
          .kind = kind,
          .value = value,
          .samples = 1,
          .evidence = {},
          .learnt_at = kNow,
          .expires_at = kNow + 1h};
}

TEST(FactBook, FindsAFactUntilItExpires) {
  FactBook book;
  book.put(fact("host:a", "wall", 1));
  ASSERT_NE(book.find("host:a", "wall", kNow), nullptr);
  EXPECT_EQ(book.find("host:a", "other", kNow), nullptr);
  EXPECT_NE(book.find("host:a", "wall", kNow + 59min), nullptr);
  EXPECT_EQ(book.find("host:a", "wall", kNow + 1h), nullptr);
}

TEST(FactBook, ReplacesAFactByANewerOne) {
  FactBook book;
  book.put(fact("host:a", "wall", 1));
  book.put(fact("host:a", "wall", 2));
  EXPECT_EQ(book.find("host:a", "wall", kNow)->value, 2);
  EXPECT_EQ(book.take_changed().size(), 1U);
}

TEST(FactBook, HandsOutWhatChangedOnceAndNothingThatWasLoaded) {
  FactBook book;
  book.load({fact("host:a", "wall", 1)});
  EXPECT_TRUE(book.take_changed().empty());
  book.put(fact("host:b", "wall", 1));
  EXPECT_EQ(book.take_changed().size(), 1U);
  EXPECT_TRUE(book.take_changed().empty());
}

TEST(FactBook, HandsOutWhatWasForgottenAsExpired) {
  FactBook book;
  book.load({fact("host:a", "wall", 1)});
  book.forget("host:a", "wall", kNow);
  book.forget("host:never.seen", "wall", kNow);
  EXPECT_EQ(book.find("host:a", "wall", kNow), nullptr);
  const auto changed = book.take_changed();
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_LE(changed.front().expires_at, kNow);
}

TEST(FactBook, FindsSubjectsByTheirStart) {
  FactBook book;
  book.put(fact("host:ab", "wall", 1));
  book.put(fact("host:abc", "wall", 2));
  book.put(fact("host:abc", "other", 3));
  book.put(fact("host:ac", "wall", 4));
  EXPECT_EQ(book.starting_with("host:ab", "wall", kNow).size(), 2U);
}

}  // namespace
}  // namespace tidemark::analyzer
