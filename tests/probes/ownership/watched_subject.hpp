// A subject below the test itself, seen by sweeps and kernel events together, as in the harness.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "probes/ownership/kernel_watch.hpp"
#include "probes/process/reap_strangers.hpp"
#include "probes/sampling/proc_source.hpp"
#include "probes/sampling/sampler.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {

class WatchedSubject : public test::LeavesNothingBehind {
 protected:
  void SetUp() override {
    LeavesNothingBehind::SetUp();
    ASSERT_TRUE(become_subreaper());
    sampler.emplace(ProcSource::create().value(), SubjectTree(::getpid()));
    Result<std::unique_ptr<KernelWatch>> opened = KernelWatch::open();
    if (!opened) {
      EXPECT_TRUE(opened.error().code == ErrorCode::kDenied ||
                  opened.error().code == ErrorCode::kUnavailable);
      GTEST_SKIP() << opened.error().message;
    }
    watch = *std::move(opened);
    watch->add_ancestor(::getpid());
  }
  void TearDown() override {
    watch.reset();
    sampler.reset();
    const Deadline deadline = test::soon();
    while (has_children() && !deadline.passed()) reap_strangers({});
    LeavesNothingBehind::TearDown();
    ::prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
  }

  TreeSample take() {
    const std::vector<Pid> living = watch->living();
    const SteadyTime begun = steady_now();
    sampler->tree().claim(living, begun);
    Result<TreeSample> sample = sampler->take(begun, false);
    EXPECT_TRUE(sample);
    if (!sample) return {};
    watch->settle(*sample, begun);
    return *sample;
  }
  // Looks until `done` of the latest sample or soon(); returns it.
  TreeSample take_until(const std::function<bool(const TreeSample&)>& done) {
    const Deadline deadline = test::soon();
    TreeSample sample = take();
    while (!done(sample) && !deadline.passed()) {
      ::poll(nullptr, 0, 5);  // only the pace of looking
      sample = take();
    }
    return sample;
  }
  // Collects strangers until nobody is left.
  void expect_all_ends() {
    const TreeSample last = take_until([](const TreeSample& sample) {
      reap_strangers({});
      return sample.processes.empty();
    });
    EXPECT_TRUE(last.processes.empty());
  }

  std::optional<Sampler> sampler;
  std::unique_ptr<KernelWatch> watch;
};

}  // namespace tidemark::probes
