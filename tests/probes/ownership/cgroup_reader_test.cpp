// Reading groups that are directories made up by the test.
#include "probes/ownership/cgroup_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "probes/base/temp_dir.hpp"
#include "probes/ownership/fork_count.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class FakeGroup : public testing::Test {
 protected:
  void put(const fs::path& file, const std::string& text) {
    fs::create_directories((path() / file).parent_path());
    std::ofstream(path() / file) << text;
  }
  [[nodiscard]] const fs::path& path() const { return directory.path(); }

  TempDir directory = TempDir::create("tidemark-test").value();
};

TEST_F(FakeGroup, TellsItsMemoryAndPidsInVersion2) {
  put("memory.current", "1048576\n");
  put("memory.peak", "2097152\n");
  put("memory.stat", "anon 4096\nfile 8192\nkernel_stack 1\nkernel 512\nfile_mapped 3\n");
  put("pids.current", "7\n");
  put("pids.peak", "12\n");
  EXPECT_EQ(read_cgroup_facts(path()), (CgroupFacts{.version = 2,
                                                    .current = Bytes::mib(1),
                                                    .peak = Bytes::mib(2),
                                                    .anon = Bytes{4096},
                                                    .file = Bytes{8192},
                                                    .kernel = Bytes{512},
                                                    .pids_current = 7,
                                                    .pids_peak = 12}));
}

TEST_F(FakeGroup, TellsItsMemoryInVersion1WithAllBelowIt) {
  put("memory.usage_in_bytes", "1048576\n");
  put("memory.max_usage_in_bytes", "2097152\n");
  put("memory.stat", "cache 1\nrss 2\ntotal_cache 8192\ntotal_rss 4096\n");
  put("memory.kmem.usage_in_bytes", "512\n");
  const CgroupFacts facts = read_cgroup_facts(path());
  EXPECT_EQ(facts.version, 1);
  EXPECT_EQ(facts.peak, Reading(Bytes::mib(2)));
  EXPECT_EQ(facts.anon, Reading(Bytes{4096}));
  EXPECT_EQ(facts.file, Reading(Bytes{8192}));
  EXPECT_EQ(facts.kernel, Reading(Bytes{512}));
  EXPECT_EQ(facts.pids_peak.why(), Absence::kUnsupported);
}

TEST_F(FakeGroup, WithoutControllersSaysThatItIsNotTold) {
  put("cgroup.procs", "");
  const CgroupFacts facts = read_cgroup_facts(path());
  EXPECT_EQ(facts.version, 0);
  EXPECT_FALSE(facts.current);
  EXPECT_EQ(facts.current.why(), Absence::kUnsupported);
  EXPECT_EQ(facts.pids_current.why(), Absence::kUnsupported);
}

TEST_F(FakeGroup, ThatIsGoneSaysSo) {
  const fs::path gone = path() / "gone";
  EXPECT_EQ(read_cgroup_facts(gone).current.why(), Absence::kGone);
  EXPECT_EQ(read_cgroup_members(gone).error().code, ErrorCode::kGone);
  EXPECT_EQ(cgroup_populated(gone).error().code, ErrorCode::kGone);
}

TEST_F(FakeGroup, NeverTakesNonsenseForANumber) {
  for (const char* text : {"max\n", "", "-1\n", "12 34\n", "99999999999999999999999\n", "0x10\n"}) {
    put("memory.current", text);
    EXPECT_EQ(read_cgroup_facts(path()).current.why(), Absence::kUnsupported) << text;
  }
  put("pids.current", "4294967296\n");
  EXPECT_EQ(read_cgroup_facts(path()).pids_current.why(), Absence::kUnsupported);
}

TEST_F(FakeGroup, CombinesTheHierarchiesOfAHybridHost) {
  const CgroupFacts unified{.current = Absence::kUnsupported,
                            .pids_current = Absence::kUnsupported};
  const CgroupFacts memory{
      .version = 1, .current = Bytes{5}, .pids_current = Absence::kUnsupported};
  const CgroupFacts pids{.current = Absence::kUnsupported, .pids_current = 3};
  const CgroupFacts all = combine(combine(unified, memory), pids);
  EXPECT_EQ(all.version, 1);
  EXPECT_EQ(all.current, Reading(Bytes{5}));
  EXPECT_EQ(all.pids_current, Reading(3));
}

TEST_F(FakeGroup, HasTheMembersOfAllGroupsBelowIt) {
  put("cgroup.procs", "30\n10\n");
  put("inner/cgroup.procs", "20\n");
  put("inner/most/cgroup.procs", "10\n40\n");
  put("other/unrelated", "50\n");
  EXPECT_THAT(read_cgroup_members(path()).value(), ElementsAre(10, 20, 30, 40));
}

TEST_F(FakeGroup, LeavesOutProcessesOfAnotherPidNamespace) {
  EXPECT_THAT(parse_cgroup_pids("0\n5\n-3\nx\n\n99999999999\n6"), ElementsAre(5, 6));
  EXPECT_THAT(parse_cgroup_pids(""), IsEmpty());
}

TEST_F(FakeGroup, KnowsWhetherAnybodyLivesInIt) {
  put("cgroup.events", "populated 1\nfrozen 0\n");
  EXPECT_TRUE(cgroup_populated(path()).value());
  put("cgroup.events", "populated 0\nfrozen 0\n");
  EXPECT_FALSE(cgroup_populated(path()).value());
  put("cgroup.events", "frozen 0\n");
  EXPECT_EQ(cgroup_populated(path()).error().code, ErrorCode::kUnavailable);
}

TEST_F(FakeGroup, StatCountsEveryForkOfTheMachine) {
  put("stat", "cpu  1 2 3\nctxt 55\nbtime 1\nprocesses 4711\nprocs_running 1\n");
  EXPECT_EQ(read_fork_count(path()), Reading<std::uint64_t>(4711));
  put("stat", "processesx 3\nprocesses\n");
  EXPECT_EQ(read_fork_count(path()).why(), Absence::kUnsupported);
  EXPECT_TRUE(read_fork_count());
}

}  // namespace
}  // namespace tidemark::probes
