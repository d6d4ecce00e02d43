#include "probes/ownership/cgroup_place.hpp"

#include <gtest/gtest.h>

namespace tidemark::probes {
namespace {

constexpr const char* kHybridMounts =
    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n"
    "37 31 0:34 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct\n"
    "39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids\n"
    "40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";

TEST(CgroupPlace, IsFoundInEachHierarchyOfAHybridHost) {
  const CgroupPlace place = parse_cgroup_place(
      kHybridMounts,
      "9:name=systemd:/\n8:pids:/\n4:memory:/jobs/7\n2:cpu,cpuacct:/b\n0::/user.slice\n");
  EXPECT_EQ(place, (CgroupPlace{.unified = "/sys/fs/cgroup/unified/user.slice",
                                .memory = "/sys/fs/cgroup/memory/jobs/7",
                                .pids = "/sys/fs/cgroup/pids",
                                .cpu = "/sys/fs/cgroup/cpu,cpuacct/b"}));
}

TEST(CgroupPlace, IsBelowADelegatedScopeOnAUnifiedHost) {
  const CgroupPlace place = parse_cgroup_place(
      "30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n",
      "0::/user.slice/user-1000.slice/user@1000.service/app.slice/run-r1.scope\n");
  EXPECT_EQ(place.unified,
            "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/run-r1.scope");
  EXPECT_FALSE(place.memory);
}

TEST(CgroupPlace, IsRelativeToTheMountedPartOfAHierarchy) {
  const char* mounts = "30 24 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n";
  EXPECT_EQ(parse_cgroup_place(mounts, "0::/docker/abc/inner\n").unified, "/sys/fs/cgroup/inner");
  EXPECT_EQ(parse_cgroup_place(mounts, "0::/docker/abc\n").unified, "/sys/fs/cgroup");
  EXPECT_FALSE(parse_cgroup_place(mounts, "0::/docker/abcd\n").unified);
  EXPECT_FALSE(parse_cgroup_place(mounts, "0::/elsewhere\n").unified);
}

TEST(CgroupPlace, IsNowhereOutsideOfTheNamespacesRoot) {
  EXPECT_FALSE(
      parse_cgroup_place("30 24 0:26 /../.. /sys/fs/cgroup rw - cgroup2 c rw\n", "0::/\n").unified);
  EXPECT_FALSE(
      parse_cgroup_place("30 24 0:26 / /sys/fs/cgroup rw - cgroup2 c rw\n", "0::/../other\n")
          .unified);
}

TEST(CgroupPlace, KeepsBlanksAndColonsInNames) {
  EXPECT_EQ(
      parse_cgroup_place("30 24 0:26 / /mnt/a\\040b rw - cgroup2 c rw\n", "0::/x:y z\n").unified,
      "/mnt/a b/x:y z");
}

TEST(CgroupPlace, IsAbsentWhereTheTextMakesNoSense) {
  EXPECT_EQ(parse_cgroup_place("", ""), CgroupPlace{});
  EXPECT_EQ(parse_cgroup_place("- - -\n1 2 3 4 5 6 -\n\\0", "::\n0:\n0::\n"), CgroupPlace{});
}

}  // namespace
}  // namespace tidemark::probes
