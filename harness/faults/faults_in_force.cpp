#include "harness/faults/faults_in_force.hpp"

#include <algorithm>

namespace tidemark::harness {

void FaultsInForce::undo_if(const std::function<bool(const StandingFault&)>& wanted) {
  for (StandingFault& fault : standing_) {
    if (!wanted(fault)) continue;
    fault.force.reset();
    on_undone_(fault.number);
  }
  std::erase_if(standing_, [](const StandingFault& fault) { return fault.force == nullptr; });
}

void FaultsInForce::undo_due(SteadyTime now) {
  undo_if([&](const StandingFault& fault) { return fault.end && *fault.end <= now; });
}

void FaultsInForce::undo_at(std::string_view place) {
  undo_if([&](const StandingFault& fault) { return fault.place == place; });
}

void FaultsInForce::undo_what_ends_with_subject() {
  undo_if([](const StandingFault& fault) { return fault.force->ends_with_subject(); });
}

void FaultsInForce::undo_all() {
  undo_if([](const StandingFault&) { return true; });
}

void FaultsInForce::subject_started(const ProcessId& subject) {
  for (const StandingFault& fault : standing_) fault.force->subject_started(subject);
}

bool FaultsInForce::any_will_end() const {
  return std::ranges::any_of(standing_,
                             [](const StandingFault& fault) { return fault.end.has_value(); });
}

}  // namespace tidemark::harness
