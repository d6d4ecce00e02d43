#include "harness/scenario/build_fault.hpp"

#include "harness/scenario/read_json.hpp"

namespace tidemark::harness {

using nlohmann::json;

Result<PlannedFault> build_fault(const json& from, const std::string& pointer) {
  if (from.contains("after_ms") == from.contains("after_domains")) {
    return wrong(pointer, "give exactly one of \"after_ms\" and \"after_domains\"");
  }
  PlannedFault fault;
  fault.kind =
      from.at("kind") == "kill" ? PlannedFault::Kind::kKill : PlannedFault::Kind::kTerminate;
  fault.target = from.value("target", "subject") == "browser" ? PlannedFault::Target::kBrowser
                                                              : PlannedFault::Target::kSubject;
  read(from, "after_ms", fault.after.time);
  read(from, "after_domains", fault.after.domains);
  read(from, "count", fault.count);
  return fault;
}

}  // namespace tidemark::harness
