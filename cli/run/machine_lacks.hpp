// What this machine lacks for a scenario, found out beforehand by trying.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "harness/scenario/scenario.hpp"

namespace tidemark::cli {

// Remembers what was tried, so that many scenarios may be asked about. Starts processes.
class MachineTrials {
 public:
  // Why the scenario with its own subject cannot run here, in a sentence; empty: it can.
  [[nodiscard]] std::string lacks(const harness::Scenario& scenario);

 private:
  // The answer of `trial`, which is made once for each `name`.
  const std::string& tried(const std::string& name, const std::function<std::string()>& trial);
  [[nodiscard]] std::string lacks_for_fault(const harness::PlannedFault& fault);
  [[nodiscard]] std::string lacks_for_subject(const harness::PlannedSubject& subject);

  std::map<std::string, std::string> answers_;
};

}  // namespace tidemark::cli
