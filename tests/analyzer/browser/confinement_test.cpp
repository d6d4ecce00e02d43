#include "analyzer/browser/confinement.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <set>

#include "tests/analyzer/browser/pool_fixture.hpp"

namespace tidemark::test {
namespace {

using analyzer::Confinement;
using analyzer::find_confinement;
namespace fs = std::filesystem;

uid_t owner_of(Pid pid) {
  struct stat status{};
  const std::string folder = "/proc/" + std::to_string(pid);
  return ::stat(folder.c_str(), &status) == 0 ? status.st_uid : 0;
}

TEST(UnusedUser, IsAnotherOneEachTime) {
  std::set<uid_t> users;
  for (int i = 0; i < 100; ++i) users.insert(analyzer::unused_user().user);
  EXPECT_EQ(users.size(), 100U);
  EXPECT_GE(*users.begin(), 61184U);
  EXPECT_LE(*users.rbegin(), 65519U);
}

class ConfinementTest : public LeavesNothingBehind {};

TEST_F(ConfinementTest, KeepsRootWhereNobodyElseCanGo) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root has something to give up";
  const auto closed = TempDir::create("tidemark-closed");
  ASSERT_TRUE(closed);
  const Confinement found = find_confinement("/bin/true", closed->path());
  EXPECT_FALSE(found.drops_root);
  EXPECT_FALSE(found.sandbox);  // Chromium has none for root
  ASSERT_EQ(found.missing.size(), 1U);
  EXPECT_TRUE(found.missing[0].contains(closed->path().string())) << found.missing[0];
  EXPECT_TRUE(find_confinement("/bin/true", "/tmp").drops_root);
  EXPECT_FALSE(find_confinement("/etc/shadow", "/tmp").drops_root);
}

TEST_F(ConfinementTest, ChangesNobodyWhereWeAreNotRoot) {
  if (::geteuid() == 0) GTEST_SKIP() << "only for ordinary users";
  EXPECT_FALSE(find_confinement("/bin/true", "/tmp").drops_root);
}

class ConfinedBrowser : public PoolTest {};

TEST_F(ConfinedBrowser, IsNotRootAndHasItsSandboxWhereThatIsPossible) {
  const Confinement possible = find_confinement(*analyzer::find_browser(), scratch());
  BrowserOptions options = defaults();
  options.browsers = 2;
  options.tabs_per_browser = 1;
  make_pool(options);
  site().page("/", "<p>welcome</p>");
  site().silence("/tarpit");
  const auto first = start("/tarpit");
  run_until([this] { return !site().requests("/tarpit").empty(); });
  const PageVisit second = visit("/");
  EXPECT_EQ(second.content.text, "welcome");
  if (possible.drops_root) {
    EXPECT_NE(owner_of(first->browser), 0U);
    EXPECT_NE(owner_of(second.browser), 0U);
    EXPECT_NE(owner_of(first->browser), owner_of(second.browser));
  }
  EXPECT_EQ(command_line(second.browser).contains("--no-sandbox"), !possible.sandbox);
  EXPECT_EQ(possible.missing.empty(), possible.sandbox);
}

}  // namespace
}  // namespace tidemark::test
