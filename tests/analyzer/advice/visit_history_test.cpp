// History from a real store.
#include "analyzer/advice/visit_history.hpp"

#include <gtest/gtest.h>

#include "analyzer/store/store_file.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace {

TEST(VisitHistory, HasEveryVisitToTheDomainNewestFirst) {
  const auto folder = TempDir::create("tidemark-test");
  ASSERT_TRUE(folder);
  auto store = open_store_file(folder->path() / "store.sqlite", [](const std::string&) {});
  ASSERT_TRUE(store) << store.error().message;
  ASSERT_TRUE(store->run("PRAGMA foreign_keys = OFF"));
  const auto visit = [&](int number, const std::string& domain, const std::string& state,
                         const std::string& cause) {
    const auto added = store->run(
        "INSERT INTO visits (visit, run, domain, checked_us, took_ms, lasting, with_browser, state,"
        " confidence, cause, vendor, signal, title, text_length, final_url, addresses, cnames)"
        " VALUES (" +
        std::to_string(number) + ", 1, '" + domain + "', " + std::to_string(number) +
        "000000, 1, 'never', 0, '" + state + "', 'high', " + cause +
        ", '', '', '', 0, '', '[]', '[]')");
    ASSERT_TRUE(added) << added.error().message;
  };
  visit(1, "a.example", "alive", "NULL");
  visit(2, "b.example", "parked", "NULL");
  visit(3, "a.example", "dead", "'dns_nxdomain'");
  visit(4, "a.example", "of another Tidemark", "NULL");
  const auto history = visit_history(*store);
  ASSERT_TRUE(history) << history.error().message;
  for (int again = 0; again < 2; ++again) {
    const auto visits = (*history)("a.example");
    ASSERT_EQ(visits.size(), 2U);
    EXPECT_EQ(visits[0].state, State::kDead);
    EXPECT_EQ(visits[0].cause, ErrorClass::kDnsNxdomain);
    EXPECT_EQ(visits[0].at.time_since_epoch(), std::chrono::seconds(3));
    EXPECT_EQ(visits[1].state, State::kAlive);
    EXPECT_FALSE(visits[1].cause);
  }
  EXPECT_TRUE((*history)("c.example").empty());
}

}  // namespace
}  // namespace tidemark::analyzer
