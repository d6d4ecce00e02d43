#include "cli/analyze/report_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "probes/base/temp_dir.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class ReportDirectory : public testing::Test {
 protected:
  [[nodiscard]] fs::path path(const std::string& name) const { return directory_.path() / name; }
  static std::string text_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  static std::vector<std::string> names_in(const fs::path& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory)) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

 private:
  TempDir directory_ = TempDir::create("report").value();
};

TEST_F(ReportDirectory, IsMadeAndReplacedFileByFile) {
  ASSERT_TRUE(write_report_directory(path("a/b"), {{"x.md", "old"}, {"c/y.md", "old"}}));
  std::ofstream(path("a/b/own.txt")) << "a person's";
  ASSERT_TRUE(write_report_directory(path("a/b"), {{"x.md", "new"}, {"c/y.md", "new"}}));
  EXPECT_EQ(text_of(path("a/b/x.md")), "new");
  EXPECT_EQ(text_of(path("a/b/c/y.md")), "new");
  EXPECT_THAT(names_in(path("a/b")), UnorderedElementsAre("x.md", "c", "own.txt"));
}

TEST_F(ReportDirectory, RefusesAFile) {
  std::ofstream(path("file")) << "text";
  for (const char* name : {"file", "file/below"}) {
    const auto prepared = prepare_report_directory(path(name));
    ASSERT_FALSE(prepared) << name;
    EXPECT_EQ(prepared.error().code, ErrorCode::kBadInput);
    EXPECT_THAT(prepared.error().message, HasSubstr("is not a directory"));
  }
  EXPECT_EQ(text_of(path("file")), "text");
}

TEST_F(ReportDirectory, IsTriedWithoutLeavingAnything) {
  ASSERT_TRUE(prepare_report_directory(path("new")));
  EXPECT_TRUE(names_in(path("new")).empty());
}

// The limit on a file's size stands in for a full disk: a write fails half way.
TEST_F(ReportDirectory, KeepsTheOldReportWhenTheNewOneDoesNotFit) {
  ASSERT_TRUE(write_report_directory(path("r"), {{"a.md", "old"}, {"b.md", "old"}}));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{.rlim_cur = 4096, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written =
      write_report_directory(path("r"), {{"a.md", "new"}, {"b.md", std::string(10000, 'x')}});
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_FALSE(written);
  EXPECT_EQ(text_of(path("r/a.md")), "old");
  EXPECT_EQ(text_of(path("r/b.md")), "old");
  EXPECT_THAT(names_in(path("r")), UnorderedElementsAre("a.md", "b.md"));
}

}  // namespace
}  // namespace tidemark::cli
