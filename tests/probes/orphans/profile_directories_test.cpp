// Which scratch directories are proven unused: real directories, processes made by hand.
#include "probes/orphans/profile_directories.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "probes/base/temp_dir.hpp"
#include "probes/base/unique_fd.hpp"
#include "tests/probes/orphans/view_builder.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Directories : public ::testing::Test {
 protected:
  Directories() {
    machine.raw().at = steady_now();
    machine.raw().user = ::geteuid();
  }
  fs::path make(const std::string& name, const std::string& file = "Local State") {
    fs::create_directory(root() / name);
    std::ofstream(root() / name / file) << std::string(5000, 'x');
    return root() / name;
  }
  // A process of ours that has been there for an hour.
  ViewedProcess& add(Pid pid, std::vector<std::string> line) {
    ViewedProcess& process = machine.add(pid, 1, std::move(line));
    process.user = ::geteuid();
    process.facts.started = steady_now() - std::chrono::hours(1);
    process.temp_root = root().string();
    return process;
  }
  std::vector<ScratchDirectory> list(const std::set<ProcessId>& doomed = {}) {
    return scratch_directories(machine.view(),
                               {.roots = {dir.path()}, .min_age = {}, .doomed = doomed});
  }
  ScratchDirectory only() {
    auto found = list();
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? ScratchDirectory{} : found.front();
  }
  void expect_used_by(const std::string& reason) {
    const ScratchDirectory found = only();
    EXPECT_EQ(found.use, DirectoryUse::kInUse);
    EXPECT_THAT(found.reason, HasSubstr(reason));
  }
  [[nodiscard]] fs::path root() const { return fs::canonical(dir.path()); }

  TempDir dir = TempDir::create("tidemark-test").value();
  ViewBuilder machine;
};

TEST_F(Directories, AreListedWithSizeLauncherAndAge) {
  make("puppeteer_dev_chrome_profile-abc");
  make("my-work");
  make("lighthouse.");
  std::ofstream(root() / "scoped_dir1") << "a file";
  fs::create_directory_symlink("/", root() / "scoped_dir2");
  const ScratchDirectory found = only();
  EXPECT_EQ(found.path, root() / "puppeteer_dev_chrome_profile-abc");
  EXPECT_EQ(found.launcher, Launcher::kPuppeteer);
  EXPECT_EQ(found.use, DirectoryUse::kUnused);
  EXPECT_GE(found.bytes.count, 5000U);
  EXPECT_LT(found.age, std::chrono::minutes(5));
}

TEST_F(Directories, OfBelowTheMinimumAgeAreLeftOut) {
  make("puppeteer_dev_chrome_profile-abc");
  EXPECT_TRUE(
      scratch_directories(machine.view(), {.roots = {dir.path()}, .min_age = std::chrono::hours(1)})
          .empty());
}

TEST_F(Directories, AreUsedByWhoeverNamesThem) {
  const fs::path path = make("puppeteer_dev_chrome_profile-abc");
  add(100, {"wrapper", "--user-data-dir=" + path.string() + "2"});
  EXPECT_EQ(only().use, DirectoryUse::kUnused);
  ViewedProcess& process = add(101, {"wrapper", "--user-data-dir=" + path.string()});
  expect_used_by("wrapper (pid 101)");
  const ProcessId doomed = process.facts.id;
  EXPECT_EQ(list({doomed}).front().use, DirectoryUse::kUnused);
}

TEST_F(Directories, AreUsedByOpenFilesAndWorkingDirectories) {
  const fs::path path = make("lighthouse.abc");
  add(100, {"backup"}).working_directory = (path / "Default").string();
  expect_used_by("working directory");
  machine.remove(100);
  add(101, {"tail"}).descriptors->push_back({.number = 3, .target = path / "chrome-out.log"});
  expect_used_by("open");
}

TEST_F(Directories, AreUsedByASocketBoundInThem) {
  const fs::path path = make("org.chromium.Chromium.abc", "SingletonCookie");
  EXPECT_EQ(only().use, DirectoryUse::kUnused);
  MachineView view = machine.view();
  view.networks[kNetwork] = SocketTable({{.inode = 5,
                                          .family = SocketFamily::kUnix,
                                          .state = SocketState::kListening,
                                          .path = (path / "SingletonSocket").string()}});
  EXPECT_EQ(inspect_directory(view, path, {}).use, DirectoryUse::kInUse);
}

TEST_F(Directories, AreUsedWhileTheirLockBelongsToALiveBrowser) {
  const fs::path path = make("puppeteer_dev_chrome_profile-abc");
  std::array<char, 256> host{};
  ASSERT_EQ(::gethostname(host.data(), host.size() - 1), 0);
  fs::create_symlink(std::string(host.data()) + "-100", path / "SingletonLock");
  EXPECT_EQ(only().use, DirectoryUse::kUnused);
  add(100, {"sleep"});  // got the pid later
  EXPECT_EQ(only().use, DirectoryUse::kUnused);
  machine.remove(100);
  add(100, {"/usr/bin/chromium"});
  expect_used_by("lock");
}

TEST_F(Directories, LockedOnAnotherHostAreNotJudged) {
  const fs::path path = make("puppeteer_dev_chrome_profile-abc");
  fs::create_symlink("elsewhere.example-100", path / "SingletonLock");
  EXPECT_EQ(only().use, DirectoryUse::kUnknown);
}

TEST_F(Directories, AreUsedWhileTheirLeaseIsHeld) {
  const fs::path path = make("tidemark-profile-abc", "lease");
  const UniqueFd lease(::open((path / "lease").c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(::flock(lease.get(), LOCK_EX), 0);
  expect_used_by("lease");
  ASSERT_EQ(::flock(lease.get(), LOCK_UN), 0);
  EXPECT_EQ(only().use, DirectoryUse::kUnused);
}

TEST_F(Directories, WithoutSignsAreUnusedOnlyWhenTheirMakerIsGone) {
  make("playwright-artifacts-abc");
  add(100, {"node", "app.js"});
  EXPECT_EQ(only().use, DirectoryUse::kUnknown);
  machine.at(100).temp_root = std::string("/elsewhere");
  EXPECT_EQ(only().use, DirectoryUse::kUnused);
  machine.at(100).temp_root = root().string();
  machine.at(100).facts.started = steady_now() + std::chrono::hours(1);  // after it was made
  EXPECT_EQ(only().use, DirectoryUse::kUnused);
  add(101, {"/usr/bin/chromium", "--remote-debugging-pipe", "--no-startup-window"}).facts.started =
      steady_now();
  expect_used_by("session of chromium");
  machine.at(101).temp_root = std::string("/elsewhere");
  EXPECT_EQ(only().use, DirectoryUse::kUnused);
}

TEST_F(Directories, AreNotJudgedPastABrowserThatCannotBeLookedInto) {
  make("puppeteer_dev_chrome_profile-abc");
  add(100, {"/usr/bin/chromium"}).descriptors = Absence::kDenied;
  EXPECT_EQ(only().use, DirectoryUse::kUnknown);
  machine.at(100).descriptors = Absence::kGone;  // ended while it was looked at
  EXPECT_EQ(only().use, DirectoryUse::kUnused);
}

TEST_F(Directories, OfAProfileAreFoundWhereverTheyAre) {
  const fs::path path = make("tidemark-profile-abc");
  fs::create_directory(path / "profile");
  const auto found = scratch_directory_of(machine.view(), path / "profile", {});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path);
  EXPECT_GE(found->bytes.count, 5000U);
  EXPECT_FALSE(scratch_directory_of(machine.view(), make("my-work"), {}));
  EXPECT_FALSE(scratch_directory_of(machine.view(), root() / "lighthouse.gone", {}));
  EXPECT_FALSE(scratch_directory_of(machine.view(), "lighthouse.relative", {}));
}

TEST_F(Directories, AreRemovedWithoutFollowingLinks) {
  const fs::path path = make("puppeteer_dev_chrome_profile-abc");
  const fs::path outside = make("outside");
  fs::create_directory_symlink(outside, path / "link");
  ASSERT_TRUE(remove_scratch_directory(path));
  EXPECT_FALSE(fs::exists(path));
  EXPECT_TRUE(fs::exists(outside / "Local State"));
  fs::create_directory_symlink(outside, path);
  EXPECT_EQ(remove_scratch_directory(path).error().code, ErrorCode::kDenied);
  EXPECT_TRUE(fs::exists(outside / "Local State"));
}

TEST_F(Directories, OfOtherUsersAreLeftAlone) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can make another user's directory";
  const fs::path path = make("puppeteer_dev_chrome_profile-abc");
  ASSERT_EQ(::chown(path.c_str(), 65534, 65534), 0);
  EXPECT_TRUE(list().empty());
  EXPECT_FALSE(remove_scratch_directory(path));
}

}  // namespace
}  // namespace tidemark::probes
