// How often verdicts are right, counted on labelled responses.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/labelled_response.hpp"

namespace tidemark::tests {

// Of one answer that may be given: how often it was, rightly or not.
struct Tally {
  int right = 0;   // given and correct
  int wrong = 0;   // given and not correct
  int missed = 0;  // correct and not given

  [[nodiscard]] double precision() const;  // 1 where it was never given
  [[nodiscard]] double recall() const;     // 1 where it was never correct
};

struct Accuracy {
  std::map<std::pair<std::string, std::string>, Tally> vendors;  // (vendor, protection)
  std::map<std::string, Tally> states;
  std::vector<std::string> mistakes;  // one line each, for people
  std::set<std::string> proven;       // ids of the rules that held where the label agrees
};

[[nodiscard]] Accuracy measure(const std::vector<LabelledResponse>& responses,
                               const analyzer::RuleBook& rules);

// All tallies of one sort together.
[[nodiscard]] Tally sum(const std::map<std::pair<std::string, std::string>, Tally>& tallies);
[[nodiscard]] Tally sum(const std::map<std::string, Tally>& tallies);

}  // namespace tidemark::tests
