// Which file is started as the browser.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "analyzer/browser/browser_pool.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;

class FindBrowser : public ::testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("TIDEMARK_BROWSER");
    auto made = TempDir::create("tidemark-t");
    ASSERT_TRUE(made) << made.error().message;
    folder_ = std::move(*made);
  }
  fs::path write(const std::string& name, const std::string& content, bool executable) {
    const fs::path file = folder_.path() / name;
    std::ofstream(file) << content;
    fs::permissions(
        file, executable ? fs::perms::owner_all : fs::perms::owner_read | fs::perms::owner_write);
    return file;
  }

 private:
  TempDir folder_;
};

TEST_F(FindBrowser, TakesTheGivenElf) {
  const auto found = find_browser("/proc/self/exe");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(*found, "/proc/self/exe");
}

TEST_F(FindBrowser, TakesTheOneNamedByTheEnvironment) {
  ::setenv("TIDEMARK_BROWSER", "/proc/self/exe", 1);
  const auto found = find_browser();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(*found, "/proc/self/exe");
}

TEST_F(FindBrowser, RefusesAScriptAndSaysWhy) {
  const fs::path script = write("my-chromium", "#!/bin/sh\nexec true\n", true);
  const auto found = find_browser(script);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(found.error().message.find("script"), std::string::npos) << found.error().message;
}

TEST_F(FindBrowser, NamesTheProgramBehindAWrapper) {
  const fs::path script = write("wrapper", "#!/bin/sh\n", true);
  fs::copy_file("/proc/self/exe", script.parent_path() / "chrome");
  const auto found = find_browser(script);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find((script.parent_path() / "chrome").string()),
            std::string::npos)
      << found.error().message;
}

TEST_F(FindBrowser, RefusesWhatIsNoProgram) {
  for (const fs::path& file : {write("text", "hello", true), write("empty", "", true),
                               fs::path("/nonexistent/chromium"), fs::path("/tmp")}) {
    const auto found = find_browser(file);
    ASSERT_FALSE(found) << file;
    EXPECT_EQ(found.error().code, ErrorCode::kUnavailable);
    EXPECT_NE(found.error().message.find(file.string()), std::string::npos);
  }
}

TEST_F(FindBrowser, RefusesAnElfThatIsNotExecutable) {
  const auto found = find_browser(write("chrome",
                                        "\x7f"
                                        "ELF....",
                                        false));
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("not executable"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::analyzer
