// Makes this test program's kernel look older than Linux 6.9 (Debian 12 has 6.1): group signals
// through pidfds fail with EINVAL. Linked to a second build of the process tests.
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "probes/process/pidfd.hpp"

namespace tidemark::probes {
namespace {

class OldKernel : public testing::Environment {
 public:
  void SetUp() override {
    constexpr auto kFlags = offsetof(seccomp_data, args) + 3 * sizeof(seccomp_data::args[0]);
    std::array<sock_filter, 6> filter = {{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_send_signal, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kFlags),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    const sock_fprog program{.len = filter.size(), .filter = filter.data()};
    ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
  }
};

// NOLINTNEXTLINE(bugprone-throwing-static-initialization,cert-err58-cpp): as GoogleTest registers
// its own
const auto* const registered = testing::AddGlobalTestEnvironment(new OldKernel);

TEST(OldKernelTest, HasNoGroupSignalsThroughPidfds) {
  EXPECT_FALSE(kernel_signals_groups_by_pidfd());
}

}  // namespace
}  // namespace tidemark::probes
