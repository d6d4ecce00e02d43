// How much time a domain gets, and whether it is worth any: one interface, so that ways of deciding
// can be compared on the same load. docs/strategies.md says what each does and why.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/result/domain_result.hpp"
#include "analyzer/strategy/fact_book.hpp"
#include "analyzer/strategy/moment.hpp"

namespace tidemark::analyzer {

// A domain about to be visited, and what is known of it by then.
struct Candidate {
  std::string domain;
  NameFacts name = {};  // empty where DNS was not asked (--map)
};

// The time a visit may take. Waiting for one's turn (politeness, a scout) is not part of it.
struct Allowance {
  std::chrono::milliseconds total{};    // everything, queueing for a tab included
  std::chrono::milliseconds http{};     // of it, DNS and HTTP together
  std::chrono::milliseconds browser{};  // of it, a browser at most
  // A visit that takes longer is suspected to be inside a wall and leaves its worker to others, as
  // far as there is room beside them. Absent: it never does.
  std::optional<std::chrono::milliseconds> aside_after = {};
};

// What one address may take to be connected to, of the time that is left for HTTP: a port that is
// filtered must leave some for the next address, for http:// and for the twin. A SYN that was lost
// is repeated after 1 and 3 s.
[[nodiscard]] constexpr std::chrono::milliseconds connect_patience(std::chrono::milliseconds left) {
  constexpr std::chrono::milliseconds kEnough{5000};
  return std::min(kEnough, left / 3);
}

// Not worth a visit, on this evidence.
struct Skip {
  State state = State::kFailed;  // what the domain is taken to be
  Inference inference = {};
};

// Whether something may be done now.
struct Admission {
  enum class Kind {
    kGo,
    kWait,  // until `ask_again`, or until something has been learnt: then ask again
    kSkip,
  };
  Kind kind = Kind::kGo;
  Allowance allowance = {};       // with kGo
  SteadyTime ask_again = {};      // with kWait
  std::optional<Skip> skip = {};  // with kSkip

  static Admission go(const Allowance& allowance) { return {Kind::kGo, allowance, {}, {}}; }
  static Admission wait(SteadyTime until) { return {Kind::kWait, {}, until, {}}; }
  static Admission refuse(Skip why) { return {Kind::kSkip, {}, {}, std::move(why)}; }
};

// Decides, and learns from what came of it. No I/O and no clock of its own: whoever asks says what
// time it is. One thread.
//
// The order of calls for one domain: skip(); admit() until it says go; perhaps silent(); perhaps
// admit_browser(), until it says go or skip; learn(), exactly once after an admit() that said go.
class Strategy {
 public:
  virtual ~Strategy() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  // The allowance of a domain about which nothing is known.
  [[nodiscard]] virtual Allowance usual() const = 0;
  // Before anything is asked of anybody: by the name alone.
  [[nodiscard]] virtual std::optional<Skip> skip(const std::string& domain, Moment now) = 0;
  // After DNS, before the first connection.
  [[nodiscard]] virtual Admission admit(const Candidate& candidate, Moment now) = 0;
  // The visit has taken its allowance's `aside_after`.
  virtual void silent(const Candidate& candidate, Moment now) = 0;
  // Whether a browser is to be tried after HTTP ended as `so_far` says. Only `browser` of the
  // allowance counts; kSkip needs no reason.
  [[nodiscard]] virtual Admission admit_browser(const Candidate& candidate,
                                                const DomainResult& so_far, Moment now) = 0;
  virtual void learn(const Candidate& candidate, const DomainResult& result, Moment now) = 0;
};

enum class StrategyKind { kFixed, kStaged, kBudget, kBrandPrefix, kAdaptive };

// "fixed", "staged", "budget", "budget+brand-prefix", "adaptive".
[[nodiscard]] std::string_view to_string(StrategyKind kind);
[[nodiscard]] std::optional<StrategyKind> parse_strategy(std::string_view name);

// `total`: the time for one domain; zero: the strategy's own. `facts` outlives the strategy, which
// starts from what is in it and adds to it.
[[nodiscard]] std::unique_ptr<Strategy> make_strategy(StrategyKind kind,
                                                      std::chrono::milliseconds total,
                                                      FactBook& facts);

}  // namespace tidemark::analyzer
