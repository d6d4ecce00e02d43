// Tells a person how far a run is.
#pragma once

#include <string>

#include "harness/run/run.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::cli {

// Writes to stderr: one line that changes on a terminal, one line per cycle elsewhere.
class RunProgressLine {
 public:
  explicit RunProgressLine(bool quiet);
  RunProgressLine(const RunProgressLine&) = delete;
  RunProgressLine& operator=(const RunProgressLine&) = delete;
  // Takes the changing line away.
  ~RunProgressLine();

  void show(const harness::RunProgress& progress);

 private:
  [[nodiscard]] std::string time_left(const harness::RunProgress& progress);

  bool quiet_;
  bool terminal_;
  int last_cycle_ = 0;
  SteadyTime first_cycle_began_{};
};

}  // namespace tidemark::cli
