// Machines that allow no isolated network: a limit of a user namespace stands for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/stage/stage_run.hpp"

namespace tidemark::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

class Refusal : public StageTest {
 protected:
  // `tidemark run` where not one network namespace may be made.
  [[nodiscard]] Finished run_refused(const char* network) {
    const auto scenario = write_scenario("one-site.json", R"({
      "name": "one-site", "sites": [{"hosts": ["a.example"], "behavior": {"kind": "page"}}],
      "load": {"cycles": 1}})");
    Arguments wrapper = as_user();
    const Arguments limited{
        "unshare", "--user", "--map-root-user",
        "sh",      "-c",     R"(echo 0 > /proc/sys/user/max_net_namespaces; exec "$0" "$@")"};
    wrapper.insert(wrapper.end(), limited.begin(), limited.end());
    folder_ = scenario.parent_path() / network;
    return Program({"run", scenario.string(), "--out", folder_.string(), "--network", network,
                    "--interval", "100ms", "--", "cat"},
                   scratch(), {}, wrapper)
        .finish();
  }
  std::filesystem::path folder_;
};

TEST_P(Refusal, IsAnErrorThatSaysWhatToDoWhereIsolationIsInsistedUpon) {
  const Finished finished = run_refused("isolated");
  EXPECT_EQ(finished.code(), 5) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("sysctl user.max_net_namespaces is 0 here; raise it"));
}

TEST_P(Refusal, LeavesAMappedNetworkAndANoteOtherwise) {
  const Finished finished = run_refused("auto");
  EXPECT_THAT(finished.code(), testing::AnyOf(0, 3)) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("the machine's, the sites mapped to loopback"));
  const StagedRun run = read_folder(folder_, finished);
  EXPECT_EQ(run.network, "mapped");
  EXPECT_THAT(run.notes, Contains(HasSubstr("The network is not isolated.")));
}

INSTANTIATE_TEST_SUITE_P(Stage, Refusal, testing::Values(User::kRoot, User::kOrdinary), name_of);

}  // namespace
}  // namespace tidemark::test
