#include "harness/faults/faults_in_force.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark::harness {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr SteadyTime kT0{seconds(1000)};

// Says when it is undone.
class Told : public FaultInForce {
 public:
  Told(std::vector<std::string>& told, std::string name, bool with_subject = false)
      : told_(told), name_(std::move(name)), with_subject_(with_subject) {}
  Told(const Told&) = delete;
  Told& operator=(const Told&) = delete;
  ~Told() override { told_.push_back(name_); }
  void subject_started(const ProcessId& subject) override {
    told_.push_back(name_ + " sees " + std::to_string(subject.pid));
  }
  [[nodiscard]] bool ends_with_subject() const override { return with_subject_; }

 private:
  std::vector<std::string>& told_;
  std::string name_;
  bool with_subject_;
};

class FaultsInForceTest : public testing::Test {
 protected:
  void put(std::size_t number, const char* place, std::optional<SteadyTime> end,
           bool with_subject = false) {
    in_force_.add({.number = number,
                   .place = place,
                   .end = end,
                   .force = std::make_unique<Told>(told_, place, with_subject)});
  }
  std::vector<std::string> told_;
  std::vector<std::size_t> undone_;
  FaultsInForce in_force_{[this](std::size_t number) { undone_.push_back(number); }};
};

TEST_F(FaultsInForceTest, AreUndoneWhenTheirTimeHasCome) {
  put(0, "link", kT0 + seconds(2));
  put(1, "dns", kT0 + seconds(1));
  put(2, "memory", {});
  EXPECT_TRUE(in_force_.any_will_end());
  in_force_.undo_due(kT0);
  EXPECT_THAT(told_, IsEmpty());
  in_force_.undo_due(kT0 + seconds(1));
  EXPECT_THAT(told_, ElementsAre("dns"));
  in_force_.undo_due(kT0 + seconds(90));
  EXPECT_THAT(undone_, ElementsAre(1, 0));
  EXPECT_FALSE(in_force_.any_will_end());
  in_force_.undo_all();
  in_force_.undo_all();
  EXPECT_THAT(told_, ElementsAre("dns", "link", "memory"));
  EXPECT_THAT(undone_, ElementsAre(1, 0, 2));
}

TEST_F(FaultsInForceTest, GiveWayToALaterOneAtTheSamePlace) {
  put(0, "link", {});
  put(1, "dns", {});
  in_force_.undo_at("link");
  EXPECT_THAT(undone_, ElementsAre(0));
}

TEST_F(FaultsInForceTest, EndWithTheSubjectOrMeetTheNextOne) {
  put(0, "processes browser", kT0 + seconds(9), true);
  put(1, "descriptors", {});
  in_force_.undo_what_ends_with_subject();
  EXPECT_THAT(undone_, ElementsAre(0));
  in_force_.subject_started({.pid = 7, .start_ticks = 1});
  EXPECT_THAT(told_, ElementsAre("processes browser", "descriptors sees 7"));
}

TEST(FaultsInForce, AreUndoneWithTheirOwner) {
  std::vector<std::string> told;
  {
    FaultsInForce in_force([](std::size_t) {});
    in_force.add(
        {.number = 0, .place = "link", .end = {}, .force = std::make_unique<Told>(told, "link")});
  }
  EXPECT_THAT(told, ElementsAre("link"));
}

}  // namespace
}  // namespace tidemark::harness
