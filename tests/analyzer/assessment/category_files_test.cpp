// Which files are categories.
#include "analyzer/categories/category_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CategoryFiles : public ::testing::Test {
 protected:
  fs::path make(const std::string& name) const {
    const fs::path file = dir_.path() / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "a.test\n";
    return file;
  }
  [[nodiscard]] const fs::path& dir() const { return dir_.path(); }

 private:
  TempDir dir_ = TempDir::create("tidemark-test").value();
};

TEST_F(CategoryFiles, AreTheListsOfADirectoryByName) {
  const fs::path food = make("food.txt");
  const fs::path ads = make("ads.hosts");
  for (const char* other : {"README.md", ".hidden.txt", "deeper/below.txt", "notes", "a.json"}) {
    make(other);
  }
  fs::create_directory(dir() / "directory.txt");
  fs::create_symlink("food.txt", dir() / "linked.list");
  EXPECT_THAT(category_files(dir()).value(), ElementsAre(ads, food, dir() / "linked.list"));
  EXPECT_EQ(category_name(food), "food");
}

TEST_F(CategoryFiles, AreChosenByNameOnce) {
  const fs::path food = make("food.txt");
  const fs::path ads = make("ads.hosts");
  EXPECT_THAT(category_files(dir(), {"food", "ads", "food"}).value(), ElementsAre(food, ads));
  const auto unknown = category_files(dir(), {"food", "foot\x1b"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(unknown.error().message, HasSubstr("there are ads, food"));
  EXPECT_THAT(unknown.error().message, HasSubstr("foot\\x1b"));
}

TEST_F(CategoryFiles, OfOneNameAreRefused) {
  make("food.txt");
  make("food.hosts");
  const auto clash = category_files(dir());
  ASSERT_FALSE(clash);
  EXPECT_THAT(clash.error().message, HasSubstr("food.hosts"));
  EXPECT_THAT(clash.error().message, HasSubstr("food.txt"));
  const fs::path other = make("more/food.txt");
  EXPECT_FALSE(check_category_names({dir() / "food.txt", other}));
  EXPECT_TRUE(check_category_names({dir() / "food.txt", dir() / "more" / ".." / "food.txt"}));
}

TEST_F(CategoryFiles, AreMissingWithAWayOut) {
  for (const fs::path& directory : {dir(), dir() / "none"}) {
    const auto files = category_files(directory);
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().code, ErrorCode::kBadInput);
    EXPECT_THAT(files.error().message, HasSubstr("--lists DIR"));
  }
}

}  // namespace
}  // namespace tidemark::analyzer
