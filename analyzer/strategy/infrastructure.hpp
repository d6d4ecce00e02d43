// What was learnt about an infrastructure that several names share.
#pragma once

#include <chrono>
#include <string>

#include "analyzer/result/domain_result.hpp"
#include "analyzer/strategy/fact_book.hpp"

namespace tidemark::analyzer {

// The name under which a domain's infrastructure is remembered: its CNAME target, else the set of
// its addresses. Empty where DNS was not asked: then nothing is known to be shared. A shared first
// label proves nothing (127 of 133 brands in the seed's data had TLDs that work and TLDs that do
// not).
[[nodiscard]] std::string infrastructure_of(const NameFacts& name);

// How visits of one infrastructure fared: domains, over all runs that are remembered.
struct Experience {
  int answered = 0;         // gave any answer
  int walled = 0;           // stayed silent for the whole time allowed
  int browser_passed = 0;   // were read by a browser where HTTP met silence or a refusal
  int browser_in_vain = 0;  // were not read by a browser either
  std::string example;      // the last domain that makes up `walled`

  // Nothing has ever answered there, and that has been tried often enough to be no accident.
  [[nodiscard]] bool is_wall() const;
};

[[nodiscard]] Experience recall(const FactBook& facts, const std::string& infrastructure,
                                CalendarTime now);
// Keeps what is worth remembering: infrastructures that always answer are the rule, and are not.
void remember(FactBook& facts, const std::string& infrastructure, const Experience& experience,
              CalendarTime now);

}  // namespace tidemark::analyzer
