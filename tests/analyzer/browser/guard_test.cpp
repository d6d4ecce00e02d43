// The guard ends what its owner left, whatever state it is in, and leaves at once when there is
// nothing.
#include "analyzer/browser/guard.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "analyzer/browser/sweep.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/process/process_ref.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;

class Guard : public test::LeavesNothingBehind {
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

GuardedBrowser guarded(test::Victim& victim) {
  return {.pid = victim.child().pid(), .pidfd = victim.child().pidfd()};
}

TEST_F(Guard, EndsAWatchedBrowserAndItsGroupWhenItsOwnerIsGone) {
  auto lease = ProfileLease::create(root());
  ASSERT_TRUE(lease) << lease.error().message;
  test::Victim browser("forks_group_child");
  const std::vector<Pid> pids = browser.ready();
  ASSERT_EQ(pids.size(), 2U);
  const auto member = probes::ProcessRef::open(*read_process_id(pids[1]));
  ASSERT_TRUE(member) << member.error().message;
  {
    auto guard = GuardLink::start();
    ASSERT_TRUE(guard) << guard.error().message;
    ASSERT_TRUE(guard->watch(*lease, guarded(browser)));
  }
  const auto status = browser.child().wait(test::soon());
  ASSERT_TRUE(status);
  EXPECT_EQ(status->signal, SIGKILL);
  EXPECT_TRUE(member->wait_ended(test::soon()));
  EXPECT_FALSE(fs::exists(lease->directory()));
}

TEST_F(Guard, EndsAStoppedBrowser) {
  auto lease = ProfileLease::create(root());
  ASSERT_TRUE(lease) << lease.error().message;
  test::Victim browser("waits");
  ASSERT_EQ(browser.ready().size(), 1U);
  ASSERT_TRUE(browser.child().signal(SIGSTOP));
  {
    auto guard = GuardLink::start();
    ASSERT_TRUE(guard) << guard.error().message;
    ASSERT_TRUE(guard->watch(*lease, guarded(browser)));
  }
  EXPECT_TRUE(browser.child().wait(test::soon()));
  EXPECT_TRUE(fs::is_empty(root()));
}

TEST_F(Guard, RemovesAProfileWhoseBrowserNeverStarted) {
  auto lease = ProfileLease::create(root());
  ASSERT_TRUE(lease) << lease.error().message;
  {
    auto guard = GuardLink::start();
    ASSERT_TRUE(guard) << guard.error().message;
    ASSERT_TRUE(guard->watch(*lease, std::nullopt));
  }
  EXPECT_TRUE(fs::is_empty(root()));
}

// However far its owner had come: each stage of ProfileLease::create() at which it may be killed.
TEST_F(Guard, RemovesAProfileThatItsOwnerHadOnlyBegun) {
  for (const std::string_view prefix : {kNewProfilePrefix, kProfilePrefix}) {
    const fs::path made = root() / (std::string(prefix) + "begun0");
    fs::create_directories(made / "profile");
    {
      auto guard = GuardLink::start();
      ASSERT_TRUE(guard) << guard.error().message;
      ASSERT_TRUE(guard->expect(root() / (std::string(kProfilePrefix) + "begun0")));
    }
    EXPECT_TRUE(fs::is_empty(root())) << made;
  }
  {
    auto guard = GuardLink::start();
    ASSERT_TRUE(guard) << guard.error().message;
    ASSERT_TRUE(guard->expect(root() / "tidemark-profile-never0"));
  }
  EXPECT_TRUE(fs::is_empty(root()));
}

TEST_F(Guard, LeavesAnExpectedNameToWhoeverHoldsItsLease) {
  auto lease = ProfileLease::create(root());
  ASSERT_TRUE(lease) << lease.error().message;
  {
    auto guard = GuardLink::start();
    ASSERT_TRUE(guard) << guard.error().message;
    ASSERT_TRUE(guard->expect(lease->directory()));
  }
  EXPECT_TRUE(fs::exists(lease->directory() / kLeaseFile));
  {
    auto guard = GuardLink::start();
    ASSERT_TRUE(guard) << guard.error().message;
    ASSERT_TRUE(guard->remove(lease->directory()));
  }
  EXPECT_TRUE(fs::exists(lease->directory() / kLeaseFile));
}

TEST_F(Guard, RemovesWhatIsOverWhileItsOwnerLives) {
  const fs::path directory = root() / "tidemark-profile-over00";
  fs::create_directories(directory / "profile");
  auto guard = GuardLink::start();
  ASSERT_TRUE(guard) << guard.error().message;
  {
    // Somebody still writes there.
    const std::jthread writer([&](const std::stop_token& stop) {
      for (int i = 0; !stop.stop_requested(); ++i) {
        std::ofstream(directory / "profile" / std::to_string(i % 1000));
      }
    });
    ASSERT_TRUE(guard->remove(directory));
  }
  const Deadline deadline = test::soon();
  while (fs::exists(directory) && !deadline.passed()) std::this_thread::yield();
  EXPECT_FALSE(fs::exists(directory));
}

TEST_F(Guard, LeavesReleasedBrowsersAlone) {
  auto lease = ProfileLease::create(root());
  ASSERT_TRUE(lease) << lease.error().message;
  test::Victim browser("waits");
  ASSERT_EQ(browser.ready().size(), 1U);
  {
    auto guard = GuardLink::start();
    ASSERT_TRUE(guard) << guard.error().message;
    ASSERT_TRUE(guard->watch(*lease, guarded(browser)));
    ASSERT_TRUE(guard->release(lease->directory()));
  }
  EXPECT_FALSE(browser.child().poll());
  EXPECT_TRUE(fs::exists(lease->directory()));
}

TEST_F(Guard, HoldsTheLeaseSoThatNoSweepRacesWithIt) {
  auto guard = GuardLink::start();
  ASSERT_TRUE(guard) << guard.error().message;
  fs::path directory;
  const fs::path kept = root() / "tidemark-profile-kept00";
  {
    auto lease = ProfileLease::create(root());
    ASSERT_TRUE(lease) << lease.error().message;
    directory = lease->directory();
    ASSERT_TRUE(guard->watch(*lease, std::nullopt));
    // As if we had been killed here: our descriptor is closed, the directory stays.
    fs::rename(directory, kept);
  }
  EXPECT_TRUE(sweep_profiles(root()).empty());
  EXPECT_TRUE(fs::exists(kept / kLeaseFile));
}

TEST_F(Guard, IgnoresTheSignalsOfATerminalAndOfAServiceManager) {
  auto lease = ProfileLease::create(root());
  ASSERT_TRUE(lease) << lease.error().message;
  {
    auto guard = GuardLink::start();
    ASSERT_TRUE(guard) << guard.error().message;
    ASSERT_TRUE(guard->watch(*lease, std::nullopt));
    // Its name is the last thing it sets before it follows us; before, its signals are not yet
    // ignored.
    const auto probe = probes::ProcessRef::open(*read_process_id(guard->pid()));
    ASSERT_TRUE(probe) << probe.error().message;
    std::string name;
    for (const Deadline patience = test::soon(); name != "tidemark-guard" && !patience.passed();) {
      std::ifstream comm("/proc/" + std::to_string(guard->pid()) + "/comm");
      std::getline(comm, name);
    }
    for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGQUIT}) EXPECT_TRUE(probe->signal(signal));
  }
  EXPECT_TRUE(fs::is_empty(root()));
}

TEST_F(Guard, ThatWasKilledIsNoticed) {
  auto lease = ProfileLease::create(root());
  ASSERT_TRUE(lease) << lease.error().message;
  auto guard = GuardLink::start();
  ASSERT_TRUE(guard) << guard.error().message;
  const auto process = probes::ProcessRef::open(*read_process_id(guard->pid()));
  ASSERT_TRUE(process) << process.error().message;
  ASSERT_TRUE(process->signal(SIGKILL));
  ASSERT_TRUE(process->wait_ended(test::soon()));
  const auto watched = guard->watch(*lease, std::nullopt);
  ASSERT_FALSE(watched);
  EXPECT_EQ(watched.error().code, ErrorCode::kGone);
}

TEST_F(Guard, LeavesAtOnceWhenNothingIsWatched) {
  const SteadyTime start = steady_now();
  {
    auto guard = GuardLink::start();
    ASSERT_TRUE(guard) << guard.error().message;
  }
  // Far below the 5 s that the link would wait for a guard at work.
  EXPECT_LT(steady_now() - start, std::chrono::seconds(4));
}

}  // namespace
}  // namespace tidemark::analyzer
