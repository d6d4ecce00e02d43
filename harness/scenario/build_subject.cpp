#include "harness/scenario/build_subject.hpp"

#include "harness/scenario/read_json.hpp"

namespace tidemark::harness {

using nlohmann::json;

PlannedSubject build_subject(const json& from) {
  PlannedSubject subject;
  read(from, "command", subject.command);
  subject.kind = from.value("kind", "per_cycle") == "long_running"
                     ? PlannedSubject::Kind::kLongRunning
                     : PlannedSubject::Kind::kPerCycle;
  return subject;
}

}  // namespace tidemark::harness
