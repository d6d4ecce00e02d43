#include "analyzer/result/assessment.hpp"

namespace tidemark::analyzer {

std::string_view to_string(Change change) {
  switch (change) {
    case Change::kNewlyDead: return "newly_dead";
    case Change::kResurrected: return "resurrected";
    case Change::kNewlyProtected: return "newly_protected";
    case Change::kUnprotected: return "unprotected";
    case Change::kStateChanged: return "state_changed";
    case Change::kScoreMoved: return "score_moved";
    case Change::kAppeared: return "appeared";
    case Change::kVanished: return "vanished";
  }
  return "unknown";
}

}  // namespace tidemark::analyzer
