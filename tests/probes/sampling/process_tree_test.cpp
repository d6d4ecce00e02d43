// Sampling real processes: victims that escape from their tree, and a real browser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <functional>
#include <set>

#include "probes/base/temp_dir.hpp"
#include "probes/process/process_ref.hpp"
#include "probes/process/reap_strangers.hpp"
#include "probes/sampling/proc_source.hpp"
#include "probes/sampling/sampler.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

using test::soon;
using test::Victim;

ProcessId id_of(Pid pid) { return read_process_id(pid).value_or(ProcessId{}); }

void kill_and_wait(const ProcessId& id) {
  const auto process = ProcessRef::open(id);
  ASSERT_TRUE(process) << process.error().message;
  ASSERT_TRUE(process->signal(SIGKILL));
  ASSERT_TRUE(process->wait_ended(soon()));
}

class ProcessTree : public test::LeavesNothingBehind {
 protected:
  void SetUp() override {
    LeavesNothingBehind::SetUp();
    ASSERT_TRUE(become_subreaper());
    sampler.emplace(ProcSource::create().value(), SubjectTree(::getpid()));
  }
  void TearDown() override {
    sampler.reset();
    LeavesNothingBehind::TearDown();
    ::prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
  }

  TreeSample take(bool with_memory = false) {
    auto sample = sampler->take(steady_now(), with_memory);
    EXPECT_TRUE(sample) << sample.error().message;
    return sample.value_or(TreeSample{});
  }
  // The first sample that has what a case waits for, or the last one at the deadline.
  TreeSample take_until(const std::function<bool(const TreeSample&)>& done) {
    const Deadline deadline = soon();
    TreeSample sample = take();
    while (!done(sample) && !deadline.passed()) {
      ::poll(nullptr, 0, 5);  // only the pace of looking: the condition decides
      sample = take();
    }
    return sample;
  }
  // Reaps strangers until the subject has no process left.
  void expect_all_ends() {
    const TreeSample last = take_until([](const TreeSample& sample) {
      reap_strangers({});
      return sample.processes.empty();
    });
    EXPECT_TRUE(last.processes.empty());
  }

  std::optional<Sampler> sampler;
};

const ProcessSample* find(const TreeSample& sample, const ProcessId& id) {
  const auto found = std::ranges::find(
      sample.processes, id, [](const ProcessSample& process) { return process.facts.id; });
  return found == sample.processes.end() ? nullptr : &*found;
}

TEST_F(ProcessTree, KeepsAGrandchildThatLeftItsSessionWhenTheSubjectDies) {
  Victim victim("forks_setsid_grandchild");
  const std::vector<Pid> pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  const ProcessId grandchild = id_of(pids[1]);
  sampler->tree().add_root(victim.child().id());

  const TreeSample before = take();
  ASSERT_NE(find(before, victim.child().id()), nullptr);
  EXPECT_EQ(find(before, victim.child().id())->role, Role::kSubject);
  ASSERT_NE(find(before, grandchild), nullptr);
  EXPECT_NE(find(before, grandchild)->facts.session, ::getsid(0));

  ASSERT_TRUE(victim.child().end(std::chrono::seconds(0)));
  const TreeSample after = take();
  EXPECT_THAT(after.deaths, testing::Contains(victim.child().id()));
  ASSERT_NE(find(after, grandchild), nullptr);
  // The process between the two may take a moment to end.
  const auto is_ours = [&](const TreeSample& sample) {
    const ProcessSample* found = find(sample, grandchild);
    return found == nullptr || found->facts.parent == ::getpid();
  };
  const TreeSample adopted = take_until(is_ours);
  ASSERT_NE(find(adopted, grandchild), nullptr);
  EXPECT_EQ(find(adopted, grandchild)->facts.parent, ::getpid());

  kill_and_wait(grandchild);
  const TreeSample zombie = take();
  ASSERT_NE(find(zombie, grandchild), nullptr);
  EXPECT_TRUE(is_zombie(find(zombie, grandchild)->facts));
  EXPECT_FALSE(find(zombie, grandchild)->facts.command_line.empty());
  expect_all_ends();
}

TEST_F(ProcessTree, TakesInADaemonWhoseSubjectEndedBeforeTheFirstLook) {
  ProcessId daemon;
  {
    Victim victim("forks_setsid_grandchild");
    const std::vector<Pid> pids = victim.ready();
    ASSERT_EQ(pids.size(), 2U);
    daemon = id_of(pids[1]);
    sampler->tree().add_root(victim.child().id());
  }
  EXPECT_NE(find(take(), daemon), nullptr);
  kill_and_wait(daemon);
  expect_all_ends();
}

TEST_F(ProcessTree, ShowsAZombieThatTheSubjectDoesNotCollect) {
  Victim victim("leaves_a_zombie");
  const std::vector<Pid> pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  sampler->tree().add_root(victim.child().id());
  const auto uncollected = [&](const ProcessSample& process) {
    return is_zombie(process.facts) && process.facts.parent == victim.child().pid();
  };
  const TreeSample sample = take_until(
      [&](const TreeSample& now) { return std::ranges::any_of(now.processes, uncollected); });
  EXPECT_EQ(std::ranges::count_if(sample.processes, uncollected), 1);
  EXPECT_TRUE(reap_strangers({victim.child().pid()}).empty());

  ASSERT_TRUE(victim.child().end(std::chrono::seconds(0)));
  expect_all_ends();
}

TEST_F(ProcessTree, LeavesOutAChildStartedForAnotherPurpose) {
  Victim subject("waits");
  Victim other("waits");
  ASSERT_FALSE(subject.ready().empty());
  ASSERT_FALSE(other.ready().empty());
  sampler->tree().add_root(subject.child().id());
  sampler->tree().exclude(other.child().id());
  const TreeSample sample = take();
  ASSERT_EQ(sample.processes.size(), 1U);
  EXPECT_EQ(sample.processes[0].facts.id, subject.child().id());
  EXPECT_GE(sample.processes[0].facts.descriptors.value_or(0), 3);
}

class Reaping : public ProcessTree {
 protected:
  // An orphan that ended and that nobody has collected.
  static ProcessId make_stranger() {
    Victim victim("forks_setsid_grandchild");
    const std::vector<Pid> pids = victim.ready();
    if (pids.size() != 2) return {};
    const ProcessId stranger = id_of(pids[1]);
    EXPECT_TRUE(victim.child().end(std::chrono::seconds(0)));
    kill_and_wait(stranger);
    return stranger;
  }
  // The victim's process in between is a stranger too, and may take a moment to end.
  static std::vector<ReapedStranger> reap_all_but(const std::set<Pid>& owned) {
    const Deadline deadline = soon();
    std::vector<ReapedStranger> all;
    do {
      for (const ReapedStranger& one : reap_strangers(owned)) all.push_back(one);
    } while (test::ProcessCensus::take().children.size() > owned.size() && !deadline.passed());
    return all;
  }
  static bool collected(const std::vector<ReapedStranger>& reaped, const ProcessId& id) {
    return std::ranges::any_of(reaped, [&](const ReapedStranger& one) {
      return one.id == id && one.status == ExitStatus{.signal = SIGKILL};
    });
  }
};

TEST_F(Reaping, CollectsOrphansWithTheirStatus) {
  const ProcessId stranger = make_stranger();
  EXPECT_TRUE(collected(reap_all_but({}), stranger));
  EXPECT_TRUE(reap_strangers({}).empty());
  EXPECT_EQ(read_process_id(stranger.pid).value_or(ProcessId{}).start_ticks, 0U);
}

TEST_F(Reaping, LeavesAnOwnedChildToItsOwnerAndStillReachesThoseBehindIt) {
  Victim owned("exits_at_once", {"3"});
  pollfd ended{.fd = owned.child().pidfd(), .events = POLLIN, .revents = 0};
  ASSERT_EQ(::poll(&ended, 1, 20000), 1);
  const ProcessId stranger = make_stranger();
  EXPECT_TRUE(collected(reap_all_but({owned.child().pid()}), stranger));
  EXPECT_EQ(owned.child().wait(soon()), (ExitStatus{.code = 3}));
}

TEST_F(Reaping, DoesNotTouchWhatStillRuns) {
  Victim running("waits");
  ASSERT_FALSE(running.ready().empty());
  EXPECT_TRUE(reap_strangers({}).empty());
  EXPECT_FALSE(running.child().poll());
}

std::optional<std::filesystem::path> headless_browser() {
  for (const char* path : {"/usr/lib/chromium/chromium-headless-shell",
                           "/usr/lib/chromium/chromium", "/opt/google/chrome/chrome"}) {
    if (::access(path, X_OK) == 0) return path;
  }
  return {};
}

bool has_role(const TreeSample& sample, Role role) {
  return std::ranges::find(sample.processes, role, &ProcessSample::role) != sample.processes.end();
}

TEST_F(ProcessTree, TellsThePartsOfARealBrowserAndWhatTheyCost) {
  const auto browser = headless_browser();
  if (!browser) GTEST_SKIP() << "no Chromium is installed";
  const TempDir home = TempDir::create("tidemark-test").value();
  const std::string place = home.path().string();
  Command command{.program = *browser,
                  .arguments = {"--headless", "--disable-gpu", "--remote-debugging-port=0",
                                "--user-data-dir=" + place, "data:text/html,<p>x"},
                  .environment = std::vector<std::string>{"PATH=/usr/bin:/bin", "HOME=" + place,
                                                          "TMPDIR=" + place}};
  if (::geteuid() == 0) command.arguments.insert(command.arguments.begin(), "--no-sandbox");
  auto child = Child::start(command);
  ASSERT_TRUE(child) << child.error().message;
  sampler->tree().add_root(child->id());

  const TreeSample grown = take_until([&](const TreeSample& sample) {
    return child->poll() || (has_role(sample, Role::kRenderer) && has_role(sample, Role::kUtility));
  });
  EXPECT_FALSE(child->poll()) << "the browser ended by itself";
  EXPECT_TRUE(has_role(grown, Role::kBrowser));
  EXPECT_TRUE(has_role(grown, Role::kZygote));
  EXPECT_TRUE(has_role(grown, Role::kRenderer));
  EXPECT_TRUE(has_role(grown, Role::kGpu) || has_role(grown, Role::kUtility));

  const TreeSample measured = take(true);
  Bytes rss;
  Bytes pss;
  Bytes uss;
  for (const ProcessSample& process : measured.processes) {
    rss += process.facts.rss.value_or(Bytes{});
    if (!process.detail.memory) continue;
    pss += process.detail.memory->pss.value_or(Bytes{});
    uss += process.detail.memory->uss.value_or(Bytes{});
  }
  EXPECT_GT(uss, Bytes::mib(5));
  EXPECT_LT(uss, pss);
  EXPECT_LT(pss, rss);
  EXPECT_GT(measured.cost.wall.count(), 0);

  ASSERT_TRUE(child->end(std::chrono::seconds(5)));
  expect_all_ends();
}

}  // namespace
}  // namespace tidemark::probes
