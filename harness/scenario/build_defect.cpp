#include "harness/scenario/build_defect.hpp"

#include <fmt/format.h>

#include "harness/record/names.hpp"
#include "harness/scenario/read_json.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

Result<PlannedDefect> build_leak(const json& from) {
  LeakDefect leak;
  // The schema names some of the same kinds and resources.
  leak.kind = from_name<FindingKind>(from["finding"].get<std::string>()).value_or(leak.kind);
  leak.resource = from_name<Resource>(from.value("resource", "processes")).value_or(leak.resource);
  read(from, "role", leak.role);
  read(from, "task", leak.task);
  const bool of_processes =
      leak.resource == Resource::kProcesses || leak.resource == Resource::kZombies;
  if (!leak.role.empty() && !of_processes) {
    return wrong("/subject/defect/role", fmt::format("{} have no role", name_of(leak.resource)));
  }
  return leak;
}

Result<PlannedDefect> build_failed_expectation(const json& from, const json& document) {
  ExpectationDefect defect{.expectation = from["expectation"].get<std::string>()};
  if (document.value("expect", json::object()).contains(defect.expectation)) return defect;
  return wrong("/subject/defect/expectation",
               fmt::format("the scenario's \"expect\" has no \"{}\", which therefore cannot fail",
                           printable(defect.expectation, 60)));
}

}  // namespace

Result<PlannedDefect> build_defect(const json& from, const json& document) {
  int answers = 0;
  for (const char* key : {"finding", "expectation", "stuck"}) answers += from.contains(key) ? 1 : 0;
  if (answers != 1) {
    return wrong("/subject/defect",
                 R"(say what must be found by one of "finding", "expectation", "stuck")");
  }
  if (!from.contains("finding")) {
    for (const char* key : {"resource", "role", "task"}) {
      if (from.contains(key)) {
        return wrong(fmt::format("/subject/defect/{}", key), R"(only a "finding" has this)");
      }
    }
  }
  if (from.contains("finding")) return build_leak(from);
  if (from.contains("expectation")) return build_failed_expectation(from, document);
  return StuckDefect{};
}

}  // namespace tidemark::harness
