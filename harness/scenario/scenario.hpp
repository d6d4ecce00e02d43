// A scenario: a small hostile internet, the load to put on a subject, and what happens to it
// meanwhile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/document_origins.hpp"
#include "harness/scenario/expectations.hpp"
#include "harness/scenario/load.hpp"
#include "harness/scenario/load_set.hpp"
#include "harness/scenario/matrix.hpp"
#include "harness/scenario/planned_fault.hpp"
#include "harness/scenario/planned_subject.hpp"
#include "harness/scenario/site.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// How long a subject may take to come to rest after a cycle. The default is above the 30 s that
// Playwright gives a browser to close.
struct Rest {
  Milliseconds deadline{45000};
  // For so long nothing may move.
  Milliseconds quiet{2000};
};

// Where a scenario is in the catalogue of its folder (`tidemark run --catalogue`).
struct CataloguePlace {
  std::vector<LoadSet> sets;
  bool alone = false;  // it needs the machine for itself
};

struct Scenario {
  std::string file;             // as it was asked for
  DocumentOrigins origins{""};  // which file says what, where it extends others
  std::string name;
  std::string description;
  std::uint64_t seed = 1;
  std::vector<Site> sites;
  Load load;
  LoadSets sets;
  Matrix matrix;
  std::optional<PlannedSubject> subject;
  std::vector<PlannedFault> faults;
  Rest rest;
  Expectations expect;
  std::optional<CataloguePlace> catalogue;  // absent: in none
};

// Every host of every site, in the file's order.
[[nodiscard]] std::vector<std::string> hosts_of(const Scenario& scenario);

}  // namespace tidemark::harness
