// Runs of a real store, compared.
#include "analyzer/comparison/run_difference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyzer/comparison/state_change.hpp"
#include "analyzer/store/store_file.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Comparing : public testing::Test {
 protected:
  Comparing()
      : directory_(TempDir::create("compare").value()),
        database_(
            open_store_file(directory_.path() / "s.sqlite", [](const std::string&) {}).value()) {}

  void sql(const std::string& text) {
    const auto done = database_.run(text);
    ASSERT_TRUE(done) << done.error().message << " in " << text;
  }
  // Begins a run; what follows is of it.
  void begin(bool completed = true, const std::string& options = "{}") {
    ++run_;
    sql("INSERT INTO runs VALUES (" + std::to_string(run_) + ", " + std::to_string(run_ * 1000000) +
        ", NULL, " + (completed ? "1" : "0") + ", 1, 'v', '[]', '" + options + "')");
  }
  // A visit and its answer.
  void visited(const std::string& domain, const std::string& state,
               const std::string& source = "a.txt:1") {
    sql("INSERT INTO visits VALUES (NULL, " + std::to_string(run_) + ", '" + domain +
        "', 0, 0, 'success', 0, '" + state +
        "', 'high', NULL, '', '', '', 0, NULL, '', NULL, '[]', '[]', NULL, NULL)");
    answered(domain, source);
  }
  // An answer from the store.
  void answered(const std::string& domain, const std::string& source = "a.txt:1") {
    sql("INSERT INTO answers SELECT " + std::to_string(run_) + ", domain, max(visit), '" + source +
        "' FROM visits WHERE domain = '" + domain + "'");
  }
  void scored(const std::string& domain, int points, const std::string& keywords = "k") {
    sql("INSERT INTO scores SELECT max(visit), 'k', '" + keywords + "', 1, " +
        std::to_string(points) + ", '{}' FROM visits WHERE domain = '" + domain + "'");
  }
  // "vanished a.example", in order.
  std::vector<std::string> changes(const RunPair& pair = {}) {
    std::vector<std::string> words;
    const auto difference = run_difference(database_, pair);
    if (!difference) return {difference.error().message};
    if (!*difference) return {"no two runs"};
    for (const DomainChange& change : (**difference).changes) {
      words.push_back(std::string(to_string(change.change)) + " " + change.domain);
    }
    return words;
  }
  // "2..5"
  std::string pair() {
    const auto difference = run_difference(database_, {});
    if (!difference || !*difference) return "none";
    return std::to_string((**difference).older) + ".." + std::to_string((**difference).newer);
  }

 private:
  TempDir directory_;
  probes::Database database_;
  int run_ = 0;
};

TEST_F(Comparing, TellsEveryKindOfChange) {
  begin();
  for (const char* domain : {"a-dies", "e-stays", "g-moves"}) visited(domain, "alive");
  visited("b-returns", "dead");
  visited("c-walled", "alive");
  visited("d-open", "blocked");
  visited("f-sold", "alive");
  visited("h-goes", "alive");
  scored("g-moves", 20);
  scored("e-stays", 20);
  begin();
  visited("a-dies", "dead");
  visited("b-returns", "parked");
  visited("c-walled", "challenge");
  visited("d-open", "alive");
  visited("e-stays", "alive");
  visited("f-sold", "for_sale");
  visited("g-moves", "alive");
  visited("i-comes", "alive");
  scored("g-moves", 25);
  scored("e-stays", 24);
  EXPECT_THAT(changes(),
              ElementsAre("newly_dead a-dies", "resurrected b-returns", "newly_protected c-walled",
                          "unprotected d-open", "state_changed f-sold", "score_moved g-moves",
                          "appeared i-comes", "vanished h-goes"));
}

TEST_F(Comparing, DoesNotTakeAnswersFromTheStoreForChanges) {
  begin();
  visited("a", "alive");
  scored("a", 10);
  begin();
  answered("a");
  EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(Comparing, MakesNothingVanishForARunThatWasKilled) {
  begin();
  visited("a", "alive");
  visited("b", "alive");
  begin(false);
  visited("a", "dead");
  EXPECT_THAT(changes(), ElementsAre("newly_dead a"));
}

TEST_F(Comparing, ComparesAResumedRunWithTheCompletedOneBeforeTheKill) {
  begin();
  visited("a", "alive");
  visited("b", "alive");
  begin(false);
  visited("a", "dead");
  begin();
  answered("a");
  visited("b", "alive");
  EXPECT_EQ(pair(), "1..3");
  EXPECT_THAT(changes(), ElementsAre("newly_dead a"));
  EXPECT_THAT(changes({.older = 2}), IsEmpty());
}

TEST_F(Comparing, MakesNothingAppearAfterARunThatWasKilled) {
  begin(false);
  visited("a", "alive");
  begin();
  answered("a");
  visited("b", "alive");
  EXPECT_EQ(pair(), "1..2");
  EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(Comparing, MakesNothingVanishForARunOverAnotherListOrOneDomain) {
  begin();
  visited("a", "alive", "a.txt:1");
  begin();
  visited("b", "alive", "b.txt:1");
  EXPECT_THAT(changes(), IsEmpty());
  begin();
  visited("c", "alive", "argument 1");
  EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(Comparing, ComparesAListWithItsOwnLastRunWhateverCameBetween) {
  begin();
  visited("a", "alive");
  begin();
  visited("z", "alive", "argument 1");
  begin();
  visited("a", "dead");
  EXPECT_EQ(pair(), "1..3");
  EXPECT_THAT(changes(), ElementsAre("newly_dead a"));
}

TEST_F(Comparing, MakesNothingVanishForASampleOrSelection) {
  begin();
  visited("a", "alive");
  visited("b", "alive");
  begin(true, R"({"part":true})");
  visited("a", "alive");
  EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(Comparing, ComparesNoScoresOfDifferentKeywords) {
  begin();
  visited("a", "alive");
  scored("a", 10, "old");
  begin();
  visited("a", "alive");
  scored("a", 90, "new");
  EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(Comparing, SaysWhichRunsThereAre) {
  EXPECT_THAT(changes(), ElementsAre("no two runs"));
  begin();
  EXPECT_THAT(changes(), ElementsAre("no two runs"));  // it answered nothing
  visited("a", "alive");
  EXPECT_THAT(changes(), ElementsAre("no two runs"));
  begin();
  answered("a");
  EXPECT_THAT(changes({.older = 9}),
              ElementsAre("the store has no answers of run 9; it has those of run 1, 2"));
  EXPECT_THAT(changes({.older = 2, .newer = 1}), ElementsAre("run 2 is not older than run 1"));
}

TEST(StateChange, SaysNothingWhereOneSideIsUnknown) {
  for (const State state : {State::kAlive, State::kDead, State::kBlocked}) {
    EXPECT_FALSE(state_change(state, State::kUnreachable));
    EXPECT_FALSE(state_change(State::kFailed, state));
  }
  EXPECT_EQ(state_change(State::kDead, State::kTimedOut), Change::kStateChanged);
  EXPECT_EQ(state_change(State::kTimedOut, State::kDead), Change::kNewlyDead);
  EXPECT_EQ(state_change(State::kDead, State::kBlocked), Change::kResurrected);
}

}  // namespace
}  // namespace tidemark::analyzer
