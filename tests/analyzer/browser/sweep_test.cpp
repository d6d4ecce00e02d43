// The sweep ends and removes what has no owner any more, and nothing else.
#include "analyzer/browser/sweep.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>

#include <nlohmann/json.hpp>

#include "analyzer/browser/profile_lease.hpp"
#include "probes/base/temp_dir.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Sweep : public test::LeavesNothingBehind {
 protected:
  void SetUp() override {
    LeavesNothingBehind::SetUp();
    auto made = TempDir::create("tidemark-t");
    ASSERT_TRUE(made) << made.error().message;
    root_ = std::move(*made);
  }
  [[nodiscard]] const fs::path& root() const { return root_.path(); }

  // What an owner that was killed leaves: a lease that nobody locks.
  fs::path leave_profile(const std::string& letters, const json& lease) {
    const fs::path directory = root() / (std::string(kProfilePrefix) + letters);
    fs::create_directories(directory / "profile" / "Default");
    std::ofstream(directory / "profile" / "Default" / "Cookies") << "x";
    std::ofstream(directory / kLeaseFile) << lease.dump();
    return directory;
  }
  static json lease_for(const ProcessId& browser, const std::string& boot) {
    return {{"boot", boot},
            {"owner", {{"pid", 1}, {"start_ticks", 0}}},
            {"browser", {{"pid", browser.pid}, {"start_ticks", browser.start_ticks}}}};
  }

 private:
  TempDir root_;
};

TEST_F(Sweep, EndsABrowserWithoutOwnerAndRemovesItsProfile) {
  const fs::path directory = root() / "tidemark-profile-aaaaaa";
  test::Victim browser("waits", {"--user-data-dir=" + (directory / "profile").string()});
  ASSERT_EQ(browser.ready().size(), 1U);
  leave_profile("aaaaaa", lease_for(browser.child().id(), *read_boot_id()));
  const auto swept = sweep_profiles(root());
  ASSERT_EQ(swept.size(), 1U);
  EXPECT_EQ(swept[0].directory, directory);
  EXPECT_EQ(swept[0].ended_browser, browser.child().pid());
  EXPECT_EQ(swept[0].problem, "");
  EXPECT_FALSE(fs::exists(directory));
  const auto status = browser.child().wait(test::soon());
  ASSERT_TRUE(status);
  EXPECT_EQ(status->signal, SIGKILL);
}

TEST_F(Sweep, EndsAStoppedBrowser) {
  const fs::path directory = root() / "tidemark-profile-bbbbbb";
  test::Victim browser("waits", {"--user-data-dir=" + (directory / "profile").string()});
  ASSERT_EQ(browser.ready().size(), 1U);
  ASSERT_TRUE(browser.child().signal(SIGSTOP));
  leave_profile("bbbbbb", lease_for(browser.child().id(), *read_boot_id()));
  const auto swept = sweep_profiles(root());
  ASSERT_EQ(swept.size(), 1U);
  EXPECT_EQ(swept[0].ended_browser, browser.child().pid());
  EXPECT_TRUE(fs::is_empty(root()));
}

TEST_F(Sweep, SparesAProcessThatIsNotThatBrowser) {
  test::Victim stranger("waits", {"somewhere-else"});
  ASSERT_EQ(stranger.ready().size(), 1U);
  const ProcessId id = stranger.child().id();
  leave_profile("cccccc", lease_for(id, *read_boot_id()));  // runs elsewhere
  leave_profile("dddddd", lease_for(id, "another-boot"));   // pid of another boot
  leave_profile("eeeeee", lease_for({id.pid, id.start_ticks + 1}, *read_boot_id()));
  const auto swept = sweep_profiles(root());
  EXPECT_EQ(swept.size(), 3U);
  for (const SweptProfile& profile : swept) EXPECT_EQ(profile.ended_browser, 0);
  EXPECT_TRUE(fs::is_empty(root()));
  EXPECT_FALSE(stranger.child().poll());
}

TEST_F(Sweep, NeverTouchesALivingOwnersProfile) {
  const auto lease = ProfileLease::create(root());
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_TRUE(sweep_profiles(root()).empty());
  EXPECT_TRUE(fs::exists(lease->profile()));
}

TEST_F(Sweep, RemovesAProfileWithoutAReadableLease) {
  const fs::path broken = leave_profile("ffffff", "not a lease");
  const fs::path without = leave_profile("gggggg", json::object());
  fs::remove(without / kLeaseFile);
  EXPECT_EQ(sweep_profiles(root()).size(), 2U);
  EXPECT_FALSE(fs::exists(broken));
  EXPECT_FALSE(fs::exists(without));
}

TEST_F(Sweep, GivesAnUnfinishedProfileAMinute) {
  const fs::path young = root() / "tidemark-new-hhhhhh";
  const fs::path old = root() / "tidemark-new-iiiiii";
  fs::create_directory(young);
  fs::create_directory(old);
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::seconds(61));
  const auto swept = sweep_profiles(root());
  ASSERT_EQ(swept.size(), 1U);
  EXPECT_EQ(swept[0].directory, old);
  EXPECT_TRUE(fs::exists(young));
}

TEST_F(Sweep, LeavesOtherNamesAndLinksAlone) {
  fs::create_directory(root() / "tidemark-profiles");
  fs::create_directory(root() / "precious");
  fs::create_directory_symlink(root() / "precious", root() / "tidemark-profile-jjjjjj");
  std::ofstream(root() / "tidemark-profile-kkkkkk") << "a file";
  EXPECT_TRUE(sweep_profiles(root()).empty());
  EXPECT_TRUE(fs::exists(root() / "precious"));
  EXPECT_TRUE(fs::exists(root() / "tidemark-profiles"));
}

TEST_F(Sweep, LeavesOtherUsersProfilesAlone) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can make another user's directory";
  const fs::path directory = leave_profile("llllll", json::object());
  ASSERT_EQ(::chown(directory.c_str(), 65534, 65534), 0);
  EXPECT_TRUE(sweep_profiles(root()).empty());
  EXPECT_TRUE(fs::exists(directory));
}

TEST_F(Sweep, FindsNothingInADirectoryThatDoesNotExist) {
  EXPECT_TRUE(sweep_profiles(root() / "missing").empty());
}

}  // namespace
}  // namespace tidemark::analyzer
