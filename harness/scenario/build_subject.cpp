#include "harness/scenario/build_subject.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/scenario/build_defect.hpp"
#include "harness/scenario/input_placeholders.hpp"
#include "harness/scenario/loopback_url.hpp"
#include "harness/scenario/placeholders.hpp"
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

SubjectInput build_input(const json& from, const std::vector<std::string>& command) {
  if (!from.contains("input")) return input_named_by(command);
  const std::string input = from["input"].get<std::string>();
  return input == "file"       ? SubjectInput::kFile
         : input == "argument" ? SubjectInput::kArgument
         : input == "http"     ? SubjectInput::kHttp
                               : SubjectInput::kStdin;
}

Result<void> check_input(const PlannedSubject& subject) {
  const bool long_running = subject.kind == PlannedSubject::Kind::kLongRunning;
  const SubjectOptions& options = subject.options;
  if ((options.input == SubjectInput::kHttp) == options.url.empty()) {
    return wrong("/subject", "\"url\" and \"input\": \"http\" need each other");
  }
  if (options.input == SubjectInput::kHttp) {
    if (!long_running) return wrong("/subject/kind", "a server is \"long_running\"");
    if (auto url = parse_loopback_url(replaced(options.url, kPortPlaceholder, "1")); !url) {
      return wrong("/subject/url", url.error().message);
    }
  }
  if (comes_at_start(options.input) && long_running) {
    return wrong("/subject/input",
                 "a long-running subject gets its domains while it runs: by \"stdin\" or \"http\"");
  }
  if (options.input == SubjectInput::kFile &&
      input_named_by(subject.command) != SubjectInput::kFile) {
    return wrong("/subject/command", "nothing says where the file's path goes: write {input}");
  }
  return {};
}

std::vector<SubjectNeed> build_needs(const json& from) {
  std::vector<SubjectNeed> needs;
  needs.reserve(from.size());
  for (const auto& [name, command] : from.items()) {
    needs.push_back({.name = name, .command = command.get<std::vector<std::string>>()});
  }
  return needs;
}

Result<void> add_defect(PlannedSubject& subject, const json& document) {
  const json& from = document["subject"];
  if (from.contains("defect")) {
    auto defect = build_defect(from["defect"], document);
    if (!defect) return std::unexpected(defect.error());
    subject.defect = *std::move(defect);
  }
  read(from, "sound", subject.sound);
  if (!subject.sound.empty() && !subject.defect) {
    return wrong("/subject/sound", "a sound twin is that of a subject with a \"defect\"");
  }
  return {};
}

}  // namespace

Result<PlannedSubject> build_subject(const json& document) {
  const json& from = document["subject"];
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
  subject.options.init = from.value("init", true);
  subject.options.tasks =
      from.value("tasks", "answers") == "requests" ? TaskSource::kRequests : TaskSource::kAnswers;
  read(from, "url", subject.options.url);
  subject.options.input = build_input(from, subject.command);
  if (auto checked = check_input(subject); !checked) return std::unexpected(checked.error());
  subject.needs = build_needs(from.value("needs", json::object()));
  if (auto added = add_defect(subject, document); !added) return std::unexpected(added.error());
  return subject;
}

}  // namespace tidemark::harness
