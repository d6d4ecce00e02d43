// Limits as the kernel's files take them, in groups that are directories made up by the test. What
// they do is tested with real ones: tests/harness/fault_run_test.cpp.
#include "probes/ownership/cgroup_limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "probes/base/temp_dir.hpp"
#include "probes/ownership/cgroup_scope.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Limits : public testing::Test {
 protected:
  void put(const fs::path& file, const std::string& text = "") const {
    fs::create_directories((path() / file).parent_path());
    std::ofstream(path() / file) << text;
  }
  [[nodiscard]] std::string text_of(const fs::path& file) const {
    std::stringstream text;
    text << std::ifstream(path() / file).rdbuf();
    return text.str();
  }
  [[nodiscard]] const fs::path& path() const { return directory_.path(); }

 private:
  TempDir directory_ = TempDir::create("tidemark-test").value();
};

TEST_F(Limits, AreWrittenAsVersion2Wants) {
  put("memory.max");
  put("cpu.max");
  const CgroupPlace groups{.unified = path()};
  EXPECT_TRUE(can_limit_memory(groups));
  EXPECT_TRUE(can_limit_cpu(groups));
  ASSERT_TRUE(limit_memory(groups, Bytes::mib(64)));
  ASSERT_TRUE(limit_cpu(groups, 0.25));
  EXPECT_EQ(text_of("memory.max"), "67108864");
  EXPECT_EQ(text_of("cpu.max"), "25000 100000");
  put("memory.max");
  put("cpu.max");
  ASSERT_TRUE(limit_memory(groups, {}));
  ASSERT_TRUE(limit_cpu(groups, {}));
  EXPECT_EQ(text_of("memory.max"), "max");
  EXPECT_EQ(text_of("cpu.max"), "max 100000");
}

TEST_F(Limits, AreWrittenAsVersion1WantsWhereTheControllersAreThere) {
  for (const char* file :
       {"v1/memory.limit_in_bytes", "v1/cpu.cfs_quota_us", "v1/cpu.cfs_period_us"}) {
    put(file);
  }
  const CgroupPlace groups{.unified = path(), .memory = path() / "v1", .cpu = path() / "v1"};
  ASSERT_TRUE(limit_memory(groups, Bytes::mib(1)));
  ASSERT_TRUE(limit_cpu(groups, 2));
  EXPECT_EQ(text_of("v1/memory.limit_in_bytes"), "1048576");
  EXPECT_EQ(text_of("v1/cpu.cfs_quota_us"), "200000");
  EXPECT_EQ(text_of("v1/cpu.cfs_period_us"), "100000");
}

TEST_F(Limits, AreRefusedWithTheReasonWhereThereIsNoController) {
  const auto memory = can_limit_memory({.unified = path() / "own"});
  ASSERT_FALSE(memory);
  EXPECT_EQ(memory.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(memory.error().message,
              HasSubstr("+memory in cgroup.subtree_control of " + path().string()));
  EXPECT_THAT(can_limit_cpu({}).error().message, HasSubstr("no control group of its own"));
  EXPECT_FALSE(limit_memory({}, Bytes::mib(1)));
  EXPECT_FALSE(limit_cpu({}, 1));
}

// The directory in which a scope was tried to be made: it is none of the kernel's, so that nobody
// can enter it.
std::string tried_in(const fs::path& own, const ScopeWants& wants) {
  const auto scope = CgroupScope::create_below({.unified = own}, wants);
  return scope ? "made" : scope.error().message;
}

TEST_F(Limits, MakeAScopeBesideOursWhereOnlyTheGroupAroundHandsControllersDown) {
  put("around/cgroup.procs");
  put("around/cgroup.subtree_control", "cpu memory pids\n");
  put("around/own/cgroup.procs");
  put("around/own/cgroup.controllers", "cpu memory pids\n");
  put("around/own/cgroup.subtree_control", "\n");
  const fs::path own = path() / "around" / "own";
  const std::string below = "make a cgroup in " + own.string() + ":";
  const std::string beside = "make a cgroup in " + own.parent_path().string() + ":";
  EXPECT_THAT(tried_in(own, {}), HasSubstr(below));
  EXPECT_THAT(tried_in(own, {.memory_limit = true}), HasSubstr(beside));
  EXPECT_THAT(tried_in(own, {.cpu_limit = true}), HasSubstr(beside));
  put("around/cgroup.subtree_control", "pids\n");
  EXPECT_THAT(tried_in(own, {.memory_limit = true}), HasSubstr(below));
  put("around/cgroup.subtree_control", "cpu memory pids\n");
  put("around/own/cgroup.subtree_control", "cpu memory\n");
  EXPECT_THAT(tried_in(own, {.memory_limit = true, .cpu_limit = true}), HasSubstr(below));
  put("around/own/cgroup.controllers", "\n");
  put("around/own/cgroup.subtree_control", "\n");
  EXPECT_THAT(tried_in(own, {.memory_limit = true}), HasSubstr(below))
      << "on a hybrid host version 1 has them";
}

}  // namespace
}  // namespace tidemark::probes
