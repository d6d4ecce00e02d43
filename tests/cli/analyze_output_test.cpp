// Progress and summary of an analyzer run, as people read them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/analyze/descriptor_limit.hpp"
#include "cli/analyze/progress_line.hpp"
#include "cli/analyze/run_summary.hpp"

namespace tidemark::cli {
namespace {

using analyzer::DomainResult;
using analyzer::ErrorClass;
using analyzer::Protection;
using analyzer::State;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;

constexpr SteadyTime kStart{seconds(1000)};

TEST(RecentRate, ForgetsWhatWasLongAgo) {
  RecentRate rate;
  EXPECT_FALSE(rate.per_second());
  rate.see(0, kStart);
  rate.see(10, kStart + milliseconds(500));
  EXPECT_FALSE(rate.per_second()) << "too short to say";
  rate.see(100, kStart + seconds(10));
  EXPECT_DOUBLE_EQ(*rate.per_second(), 10);
  for (int second = 11; second <= 60; ++second) rate.see(100, kStart + seconds(second));
  EXPECT_DOUBLE_EQ(*rate.per_second(), 0) << "nothing for fifty seconds";
}

TEST(ProgressText, SaysWhatIsKnown) {
  EXPECT_EQ(progress_text({.done = 12, .running = 4}, std::nullopt), "12 done, 4 running");
  EXPECT_EQ(progress_text(
                {.done = 12, .total = 50, .running = 4, .tabs = analyzer::SlotUse{3, 3, 1}}, 3.2),
            "12 of 50 done, 4 running, 3.2/s, 3 of 3 tabs in use, 1 waiting, about 0:12 left");
  EXPECT_EQ(progress_text({.done = 0, .total = 100000, .running = 8}, 2.0),
            "0 of 100000 done, 8 running, 2.0/s, about 13:53 h left");
  EXPECT_EQ(progress_text({.done = 5, .total = 50, .running = 8}, 0.0),
            "5 of 50 done, 8 running, 0.0/s");
}

DomainResult result(const std::string& domain, State state, milliseconds took) {
  DomainResult result{.domain = domain, .state = state};
  result.took = took;
  return result;
}

TEST(RunSummary, TellsStatesFailuresProtectionAndTheSlowest) {
  RunSummary summary;
  summary.add(result("a.example", State::kAlive, milliseconds(100)));
  DomainResult blocked = result("b.example", State::kBlocked, milliseconds(200));
  blocked.vendor = "akamai";
  summary.add(blocked);
  DomainResult challenged = result("c.example", State::kChallenge, milliseconds(5000));
  challenged.vendor = "cloudflare";
  // Seen twice on one domain: counted once, by the strongest.
  challenged.protections = {{"cloudflare", Protection::kPresent, "", ""},
                            {"cloudflare", Protection::kChallenge, "", ""},
                            {"datadome", Protection::kPresent, "", ""}};
  summary.add(challenged);
  DomainResult slow = result("\x1b[31mtarpit.example", State::kTimedOut, milliseconds(20000));
  slow.cause = ErrorClass::kNoResponse;
  summary.add(slow);
  summary.add(slow);
  DomainResult recalled = result("old.example", State::kAlive, milliseconds(90000));
  recalled.cached = true;
  summary.add(recalled);
  summary.leave_out();
  DomainResult dead = result("d.example", State::kDead, milliseconds(3));
  dead.cause = ErrorClass::kDnsNxdomain;
  summary.add(dead);
  analyzer::Progress progress{.finished = 6, .rejected = 1};
  progress.by_state = {{State::kAlive, 1}, {State::kBlocked, 1}, {State::kTimedOut, 2}};
  EXPECT_THAT(summary.lines(progress, milliseconds(12000)),
              ElementsAre("6 domains in 12.0 s (0.5/s): 1 alive, 1 blocked, 2 timed_out; 1 line "
                          "rejected; 1 left out",
                          "failures: 2 no_response, 1 dns_nxdomain",
                          "protected: akamai (1 block), cloudflare (1 challenge), datadome (1 "
                          "present)",
                          "slowest: \\x1b[31mtarpit.example 20.0 s (timed_out), "
                          "\\x1b[31mtarpit.example 20.0 s (timed_out), c.example 5.0 s "
                          "(challenge)"));
}

TEST(RunSummary, IsOneLineWhereThereIsNothingMoreToSay) {
  RunSummary summary;
  for (int i = 0; i < 5; ++i) summary.add(result("a.example", State::kAlive, milliseconds(10)));
  EXPECT_THAT(summary.lines({.finished = 1}, milliseconds(0)),
              ElementsAre("1 domain in 0.0 s (0.0/s)"));
}

TEST(DescriptorLimit, BoundsWorkersByWhatIsAllowed) {
  EXPECT_EQ(workers_within(20000, 500, 0), 500);
  EXPECT_EQ(workers_within(descriptors_needed(500, 3), 500, 3), 500);
  EXPECT_EQ(workers_within(descriptors_needed(499, 3), 500, 3), 499);
  EXPECT_EQ(workers_within(10, 500, 3), 1) << "one can always be tried";
}

}  // namespace
}  // namespace tidemark::cli
