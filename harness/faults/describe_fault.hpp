// A fault in the words of a run record.
#pragma once

#include <string>

#include "harness/scenario/planned_fault.hpp"

namespace tidemark::harness {

struct FaultWords {
  std::string target;  // "subject", "renderer"; empty: it is not aimed at processes
  std::string detail;  // "SIGUSR1", "servfail"; often empty
  // What it holds while it is in force. Of two with the same, the later takes the place of the
  // earlier.
  std::string place;
};

[[nodiscard]] FaultWords describe_fault(const PlannedFault& fault);

}  // namespace tidemark::harness
