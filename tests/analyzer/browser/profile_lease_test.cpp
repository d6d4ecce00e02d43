// A lease: what it makes, what it says, what is left of it.
#include "analyzer/browser/profile_lease.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "probes/base/temp_dir.hpp"
#include "tests/support/process_census.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;

class Lease : public test::LeavesNothingBehind {
 protected:
  void SetUp() override {
    LeavesNothingBehind::SetUp();
    auto made = TempDir::create("tidemark-t");
    ASSERT_TRUE(made) << made.error().message;
    root_ = std::move(*made);
  }
  [[nodiscard]] const fs::path& root() const { return root_.path(); }

 private:
  TempDir root_;
};

std::string read_file(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

TEST_F(Lease, MakesAPrivateDirectoryThatDisappearsWithItsContent) {
  fs::path where;
  {
    const auto lease = ProfileLease::create(root());
    ASSERT_TRUE(lease) << lease.error().message;
    where = lease->directory();
    EXPECT_TRUE(where.filename().string().starts_with(kProfilePrefix));
    struct stat status{};
    ASSERT_EQ(::stat(where.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    std::ofstream(lease->profile() / "Cookies") << "x";
    std::ofstream(lease->tmp() / "x") << "x";
    std::ofstream(lease->home() / "x") << "x";
  }
  EXPECT_FALSE(fs::exists(where));
  EXPECT_TRUE(fs::is_empty(root()));
}

TEST_F(Lease, SaysWhoOwnsItAndWhichBrowserUsesIt) {
  auto lease = ProfileLease::create(root());
  ASSERT_TRUE(lease) << lease.error().message;
  const auto before = parse_lease(read_file(lease->directory() / kLeaseFile));
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(before->boot_id, *read_boot_id());
  EXPECT_EQ(before->owner, *read_process_id(::getpid()));
  EXPECT_FALSE(before->browser);
  const ProcessId browser{.pid = 4242, .start_ticks = 99};
  ASSERT_TRUE(lease->record_browser(browser));
  const auto after = parse_lease(read_file(lease->directory() / kLeaseFile));
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->browser, browser);
}

TEST_F(Lease, AnnouncesItsDirectoryBeforeItMakesAnything) {
  fs::path announced;
  const auto lease = ProfileLease::create(root(), [&](const fs::path& directory) {
    announced = directory;
    EXPECT_TRUE(fs::is_empty(root()));
    return Result<void>{};
  });
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(lease->directory(), announced);
}

TEST_F(Lease, IsNotMadeIfNobodyHearsOfIt) {
  const auto lease = ProfileLease::create(root(), [](const fs::path&) -> Result<void> {
    return failure(ErrorCode::kGone, "nobody there");
  });
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().code, ErrorCode::kGone);
  EXPECT_TRUE(fs::is_empty(root()));
}

TEST_F(Lease, RefusesTextThatIsNoLease) {
  for (const char* text : {"", "{", "[]", R"({"boot":"x"})", R"({"boot":1,"owner":{}})",
                           R"({"boot":"x","owner":{"pid":-1,"start_ticks":1}})"}) {
    const auto record = parse_lease(text);
    ASSERT_FALSE(record) << text;
    EXPECT_EQ(record.error().code, ErrorCode::kProtocol);
  }
}

TEST_F(Lease, RefusesARootThatIsTooLongForChromiumsSocket) {
  const fs::path longer = root() / std::string(60, 'x');
  fs::create_directory(longer);
  const auto lease = ProfileLease::create(longer);
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().code, ErrorCode::kBadInput);
  EXPECT_NE(lease.error().message.find("too long"), std::string::npos);
  EXPECT_TRUE(fs::is_empty(longer));
}

TEST_F(Lease, SaysThatARootIsMissing) {
  const auto lease = ProfileLease::create(root() / "missing");
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().code, ErrorCode::kNotFound);
}

TEST_F(Lease, IsRemovedWithoutFollowingLinks) {
  std::ofstream(root() / "precious") << "x";
  {
    const auto lease = ProfileLease::create(root());
    ASSERT_TRUE(lease) << lease.error().message;
    fs::create_symlink(root() / "precious", lease->profile() / "file-link");
    fs::create_directory_symlink(root(), lease->profile() / "directory-link");
  }
  EXPECT_TRUE(fs::exists(root() / "precious"));
}

}  // namespace
}  // namespace tidemark::analyzer
