#include "harness/scenario/build_subject.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/scenario/read_json.hpp"
#include "harness/scenario/schema_check.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

bool is_variable_name(const std::string& name) {
  return !name.empty() && name.find('=') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

Result<std::vector<EnvironmentChange>> build_environment(const json& from) {
  std::vector<EnvironmentChange> changes;
  for (const auto& [name, value] : from.items()) {
    const std::string here = "/subject/environment" + pointer_token(name);
    if (!is_variable_name(name)) {
      return wrong(here, fmt::format("\"{}\" cannot be the name of an environment variable",
                                     printable(name, 80)));
    }
    EnvironmentChange change{.name = name, .value = {}};
    if (value.is_string()) change.value = value.get<std::string>();
    if (change.value && change.value->find('\0') != std::string::npos) {
      return wrong(here, "an environment variable cannot hold a NUL character");
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

std::optional<Bytes> mebibytes(const json& from, const char* key) {
  const auto found = from.find(key);
  if (found == from.end()) return std::nullopt;
  return Bytes::mib(found->get<std::uint64_t>());
}

SubjectLimits build_limits(const json& from) {
  SubjectLimits limits;
  read(from, "descriptors", limits.descriptors);
  read(from, "processes", limits.processes);
  limits.address_space = mebibytes(from, "address_space_mib");
  limits.file_size = mebibytes(from, "file_size_mib");
  limits.core = mebibytes(from, "core_mib");
  return limits;
}

}  // namespace

Result<PlannedSubject> build_subject(const json& from) {
  if (!from.contains("command")) return wrong("/subject", "the key \"command\" is missing");
  PlannedSubject subject;
  read(from, "command", subject.command);
  subject.kind = from.value("kind", "per_cycle") == "long_running"
                     ? PlannedSubject::Kind::kLongRunning
                     : PlannedSubject::Kind::kPerCycle;
  auto environment = build_environment(from.value("environment", json::object()));
  if (!environment) return std::unexpected(environment.error());
  subject.options.environment = std::move(*environment);
  read(from, "user", subject.options.user);
  subject.options.limits = build_limits(from.value("limits", json::object()));
  subject.options.directory = from.value("directory", "");
  return subject;
}

}  // namespace tidemark::harness
