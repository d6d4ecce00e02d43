// The JSON of `tidemark orphans` (schema tidemark.orphans/1, docs/orphans.md).
#include <nlohmann/json.hpp>

#include "cli/orphan_listing.hpp"

namespace tidemark::cli {
namespace {

using nlohmann::json;

json to_json(const Reading<Bytes>& memory) {
  if (memory) return memory->count;
  return nullptr;
}

json pids_of(const std::vector<ProcessId>& processes) {
  json pids = json::array();
  for (const ProcessId& id : processes) pids.push_back(id.pid);
  return pids;
}

json to_json(const probes::Finding& finding) {
  json profiles = json::array();
  for (const auto& profile : finding.profiles) profiles.push_back(profile.native());
  json value{{"kind", finding_kind_name(finding.kind)},
             {"orphan", is_orphan(finding.kind)},
             {"pid", finding.root.pid},
             {"start_ticks", finding.root.start_ticks},
             {"name", finding.name},
             {"command_line", finding.command_line},
             {"launcher", launcher_name(finding.launcher)},
             {"processes", pids_of(finding.members)},
             {"parent", finding.parent},
             {"evidence", finding.evidence},
             {"prevent", finding.fix},
             {"age_ms", finding.age.count()},
             {"profiles", profiles},
             {"memory_bytes", to_json(finding.memory)}};
  if (!finding.memory) value["memory_absent"] = to_string(finding.memory.why());
  return value;
}

json to_json(const probes::ScratchDirectory& directory) {
  json value{{"path", directory.path.native()},
             {"launcher", launcher_name(directory.launcher)},
             {"bytes", directory.bytes.count},
             {"age_ms", directory.age.count()},
             {"unused", directory.use == probes::DirectoryUse::kUnused}};
  if (!directory.reason.empty()) value["reason"] = directory.reason;
  return value;
}

json to_json(const probes::ReapReport& report) {
  json trees = json::array();
  for (const probes::ReapedTree& tree : report.trees) {
    json one{{"pid", tree.finding.root.pid},
             {"ended", pids_of(tree.ended)},
             {"left", pids_of(tree.left)},
             {"needed_kill", tree.needed_kill}};
    if (!tree.spared.empty()) one["spared"] = tree.spared;
    trees.push_back(std::move(one));
  }
  json directories = json::array();
  for (const probes::RemovedDirectory& one : report.directories) {
    json directory{{"path", one.directory.path.native()}, {"removed", one.kept.empty()}};
    if (!one.kept.empty()) directory["kept"] = one.kept;
    directories.push_back(std::move(directory));
  }
  return {{"trees", std::move(trees)},
          {"directories", std::move(directories)},
          {"memory_bytes", report.memory.count},
          {"disk_bytes", report.disk.count},
          {"interrupted", report.interrupted}};
}

}  // namespace

std::string orphans_json(const OrphanListing& listing, const probes::ReapReport* report) {
  json value{{"schema", "tidemark.orphans/1"},
             {"findings", json::array()},
             {"directories", json::array()},
             {"undecided", json::array()},
             {"other_users_processes", listing.others},
             {"processes_hidden", listing.hides}};
  for (const auto& finding : listing.findings) value["findings"].push_back(to_json(finding));
  for (const auto& directory : listing.unused) value["directories"].push_back(to_json(directory));
  for (const auto& directory : listing.uncertain)
    value["directories"].push_back(to_json(directory));
  for (const auto& one : listing.undecided) {
    value["undecided"].push_back(
        {{"pid", one.root.pid}, {"name", one.name}, {"reason", one.reason}});
  }
  if (report != nullptr) value["reaped"] = to_json(*report);
  return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::cli
