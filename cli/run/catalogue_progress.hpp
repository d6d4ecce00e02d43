// Tells a person how far a catalogue is.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/run/catalogue_plan.hpp"
#include "harness/record/catalogue_record.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::cli {

// Writes to stderr: a line for each run that is over, and on a terminal one that changes. Looks at
// the plan and the record, which has a run for each planned one, and outlives neither.
class CatalogueProgress {
 public:
  CatalogueProgress(const std::vector<PlannedCatalogueRun>& planned,
                    const harness::CatalogueRecord& record, bool quiet);
  CatalogueProgress(const CatalogueProgress&) = delete;
  CatalogueProgress& operator=(const CatalogueProgress&) = delete;
  ~CatalogueProgress() { clear_line(); }

  // `run` is over.
  void tell(const harness::CatalogueRun& run) const;
  // The runs of these numbers are at work.
  void show(const std::vector<std::size_t>& at_work) const;

 private:
  void clear_line() const;
  [[nodiscard]] std::size_t done() const;
  [[nodiscard]] std::size_t to_do() const;
  [[nodiscard]] std::string time_left() const;

  const std::vector<PlannedCatalogueRun>& planned_;
  const harness::CatalogueRecord& record_;
  bool quiet_;
  bool terminal_;
  SteadyTime began_ = steady_now();
  std::vector<bool> done_before_;  // by an earlier catalogue in the same folder
};

}  // namespace tidemark::cli
