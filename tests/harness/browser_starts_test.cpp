// How long browsers took to start, from the births of their processes.
#include "harness/verdict/browser_starts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <initializer_list>
#include <string>
#include <vector>

namespace tidemark::harness {
namespace {

using probes::Role;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

// A process born so many milliseconds after the others' time began.
struct Born {
  Pid pid = 0;
  Pid parent = 0;
  Role role = Role::kOther;
  int at = 0;
};

constexpr Born kSubject{.pid = 10, .parent = 1, .role = Role::kSubject, .at = 0};

SteadyTime moment(int ms) { return SteadyTime(std::chrono::hours(1) + milliseconds(ms)); }

class Births {
 public:
  // Who is there at one look.
  void look(std::initializer_list<Born> processes) {
    probes::TreeSample sample;
    const int now = ++looks_ * 500;
    for (const Born& born : processes) {
      const ProcessId id = id_of(born);
      sample.processes.push_back(
          {.facts = {.id = id, .parent = born.parent, .started = moment(born.at)},
           .role = born.role});
      note(born, now, true);
    }
    add(sample);
  }
  // Who was born of a zygote and had ended by the next look.
  void look_too_late(std::initializer_list<Born> processes) {
    probes::TreeSample sample;
    for (const Born& born : processes) {
      sample.unsampled.push_back({.id = id_of(born),
                                  .parent = born.parent,
                                  .command_line = {"/opt/chromium", "--type=zygote"},
                                  .started = moment(born.at)});
      note(born, born.at, false);
    }
    add(sample);
  }
  // The same live and from the recording.
  [[nodiscard]] std::vector<RunTime> times() const {
    std::vector<RunTime> live = starts_.times();
    EXPECT_EQ(live, browser_starts_of(recording_));
    return live;
  }

 private:
  static ProcessId id_of(const Born& born) {
    return {.pid = born.pid, .start_ticks = static_cast<std::uint64_t>(born.at / 10)};
  }
  void add(const probes::TreeSample& sample) { starts_.add(sample); }
  void note(const Born& born, int now, bool sampled) {
    for (probes::RecordedProcess& known : recording_.processes) {
      if (known.id != id_of(born)) continue;
      known.role = born.role;
      return;
    }
    recording_.processes.push_back({.id = id_of(born),
                                    .parent = born.parent,
                                    .role = born.role,
                                    .started = moment(born.at),
                                    .first_seen = moment(now),
                                    .sampled = sampled});
  }

  BrowserStarts starts_;
  probes::RecordedRun recording_;
  int looks_ = 0;
};

TEST(BrowserStarts, LastUntilTheFirstPageThatFollowsTheNetworkService) {
  Births births;
  births.look({kSubject,
               {20, 10, Role::kBrowser, 1000},
               {21, 20, Role::kZygote, 1050},
               {22, 21, Role::kZygote, 1060},
               {23, 20, Role::kUtility, 1090},
               {24, 22, Role::kRenderer, 1150},
               {25, 22, Role::kRenderer, 1400}});
  EXPECT_THAT(births.times(), ElementsAre(milliseconds(150)));
}

TEST(BrowserStarts, DoNotLastUntilAPageThatWaitedForWork) {
  Births births;
  births.look({kSubject, {20, 10, Role::kBrowser, 1000}, {23, 20, Role::kUtility, 1090}});
  births.look({kSubject,
               {20, 10, Role::kBrowser, 1000},
               {23, 20, Role::kUtility, 1090},
               {24, 20, Role::kRenderer, 4000}});
  EXPECT_THAT(births.times(), ElementsAre(milliseconds(90)));
}

TEST(BrowserStarts, WaitLongerForThePageOfASlowBrowser) {
  Births births;
  births.look({kSubject,
               {20, 10, Role::kBrowser, 1000},
               {23, 20, Role::kUtility, 2000},
               {24, 20, Role::kRenderer, 2900}});
  EXPECT_THAT(births.times(), ElementsAre(milliseconds(1900)));
}

TEST(BrowserStarts, AreToldApartWhereSeveralBrowsersLive) {
  Births births;
  births.look({kSubject,
               {20, 10, Role::kBrowser, 1000},
               {21, 20, Role::kUtility, 1100},
               {30, 10, Role::kDriver, 1000},
               {31, 30, Role::kBrowser, 2000},
               {32, 31, Role::kUtility, 2400}});
  EXPECT_THAT(births.times(), ElementsAre(milliseconds(100), milliseconds(400)));
}

TEST(BrowserStarts, KnowAPageThatWasGoneBeforeItCouldBeLookedAt) {
  Births births;
  births.look({kSubject,
               {20, 10, Role::kBrowser, 1000},
               {21, 20, Role::kZygote, 1050},
               {22, 21, Role::kZygote, 1060},
               {23, 20, Role::kUtility, 1090}});
  births.look_too_late({{24, 22, Role::kZygote, 1130}});
  EXPECT_THAT(births.times(), ElementsAre(milliseconds(130)));
}

TEST(BrowserStarts, TakeWhatAProcessBecame) {
  Births births;
  births.look({kSubject,
               {20, 10, Role::kOther, 1000},
               {23, 20, Role::kBrowser, 1090},
               {24, 20, Role::kZygote, 1200}});
  births.look({kSubject,
               {20, 10, Role::kBrowser, 1000},
               {23, 20, Role::kUtility, 1090},
               {24, 20, Role::kRenderer, 1200}});
  EXPECT_THAT(births.times(), ElementsAre(milliseconds(200)));
}

TEST(BrowserStarts, AreNotToldOfBrowsersThatGotNowhere) {
  Births births;
  births.look({kSubject, {20, 10, Role::kBrowser, 1000}, {21, 20, Role::kZygote, 1050}});
  EXPECT_THAT(births.times(), IsEmpty());
}

TEST(BrowserStarts, TakeNobodyForTheParentWhoGotItsPidLater) {
  Births births;
  births.look({kSubject, {20, 10, Role::kBrowser, 3000}, {23, 20, Role::kUtility, 1090}});
  EXPECT_THAT(births.times(), IsEmpty());
}

}  // namespace
}  // namespace tidemark::harness
