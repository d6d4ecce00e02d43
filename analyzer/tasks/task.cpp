#include "analyzer/tasks/task.hpp"

namespace tidemark::analyzer {

std::string_view to_string(Task::Kind kind) {
  switch (kind) {
    case Task::Kind::kVisit: return "visit";
    case Task::Kind::kRejected: return "rejected";
    case Task::Kind::kAllowed: return "allowed";
    case Task::Kind::kRepeated: return "repeated";
  }
  return "visit";
}

}  // namespace tidemark::analyzer
