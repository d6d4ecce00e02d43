// The default: time by what was learnt, skipping by evidence only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "analyzer/strategy/infrastructure.hpp"
#include "analyzer/strategy/strategy.hpp"

namespace tidemark::analyzer {

// What is cheap to ask is asked: a refusal or a challenge costs one request, so nobody is skipped
// for it. What costs is silence, and it costs patience rather than work: a visit that meets it
// leaves its worker and waits beside the others.
//
// - The first visit of an infrastructure is its scout; its siblings wait for it, a second at most.
// - A wall (a domain that stayed silent for a whole allowance) is remembered for a day. Meanwhile
//   it is only re-tested, for three seconds, and only one in eight; the others of its
//   infrastructure wait for that test and are skipped if it meets silence again.
// - A domain without a history is skipped only where eight others of its infrastructure are walls
//   and not one has ever answered; one in eight is visited nevertheless.
// - Browsers are for those who answer programs differently: where HTTP meets silence, one domain of
//   an infrastructure tries a browser, the others wait for that; where it is refused, three do.
class AdaptiveStrategy final : public Strategy {
 public:
  // `total` zero: 20 s. `facts` outlives this.
  AdaptiveStrategy(std::chrono::milliseconds total, FactBook& facts);

  std::string_view name() const override { return "adaptive"; }
  Allowance usual() const override { return usual_; }
  std::optional<Skip> skip(const std::string& domain, Moment now) override;
  Admission admit(const Candidate& candidate, Moment now) override;
  void silent(const Candidate& candidate, Moment now) override;
  Admission admit_browser(const Candidate& candidate, const DomainResult& so_far,
                          Moment now) override;
  void learn(const Candidate& candidate, const DomainResult& result, Moment now) override;

 private:
  // A domain that stayed silent, and what it is taken for meanwhile.
  struct Wall {
    const LearntFact* fact = nullptr;  // none: it is no wall
    State state = State::kTimedOut;
  };
  // Somebody tries something for all; `since` is when it began.
  struct Scout {
    std::string domain;
    SteadyTime since;
  };
  struct Retested {
    SteadyTime at;
    bool silent = true;
  };
  // One in so many is let through.
  struct Quota {
    int asked = 0;
    bool next() { return asked++ % 8 == 0; }
  };
  // An infrastructure, in this run.
  struct Place {
    Experience experience;
    int running = 0;
    std::optional<Scout> scout;
    std::optional<Scout> browser_scout;
    std::optional<Scout> retest;
    std::optional<Retested> retested;           // how the last re-test went
    std::optional<SteadyTime> browser_in_vain;  // when a browser last met silence, too
    int walled = 0;                             // of experience.walled, in this run
    std::set<std::string> waiting_walls;
    Quota retests;
    Quota strangers;
    Quota browsers{1};  // the scout was the first
  };

  Place& place_of(const Candidate& candidate, Moment now);
  void forget_quiet_places();
  Admission begin(const Candidate& candidate, Place& place, const Allowance& allowance);
  Admission admit_wall(const Candidate& candidate, Place& place, const Wall& wall, Moment now);
  Admission admit_stranger(const Candidate& candidate, Place& place, Moment now);
  Admission browser_against_silence(const Candidate& candidate, Place& place, Moment now);
  void learn_answer(const Candidate& candidate, const DomainResult& result, Place& place,
                    Moment now);
  void learn_silence(const Candidate& candidate, const DomainResult& result, Place& place,
                     Moment now);
  [[nodiscard]] Wall wall_of(const std::string& domain, Moment now) const;
  [[nodiscard]] Allowance allowance_for(const std::string& domain, Moment now) const;
  [[nodiscard]] Allowance retest_allowance() const;

  FactBook& facts_;
  Allowance usual_;
  std::map<std::string, Place> places_;
  std::set<std::string> retested_;  // domains being re-tested
};

[[nodiscard]] std::unique_ptr<Strategy> adaptive_strategy(std::chrono::milliseconds total,
                                                          FactBook& facts);

}  // namespace tidemark::analyzer
