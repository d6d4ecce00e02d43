#include "reports/watch_json.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "reports/watch_totals.hpp"

namespace tidemark::reports {
namespace {

using harness::WatchSample;
using nlohmann::json;
using probes::ProcessSample;

long milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

std::string iso_time(std::chrono::system_clock::time_point at) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch());
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(at)), ms.count() % 1000);
}

template <typename T>
void put(json& object, const char* key, const T& value) {
  if (value) object[key] = *value;
}
template <typename T>
void put_bytes(json& object, const char* key, const T& value) {
  if (value) object[key] = value->count;
}

double rounded(double value) { return std::round(value * 10000) / 10000; }

void put_memory(json& object, const WatchSample& sample, const ProcessId& id) {
  const auto figure = sample.memory.find(id);
  if (figure == sample.memory.end()) return;
  const auto& [facts, read_at] = figure->second;
  if (!facts) {
    object["absent"]["pss_bytes"] = to_string(facts.why());
    return;
  }
  put_bytes(object, "pss_bytes", facts->pss);
  put_bytes(object, "uss_bytes", facts->uss);
  put_bytes(object, "pss_anon_bytes", facts->pss_anon);
  put_bytes(object, "swap_pss_bytes", facts->swap_pss);
  object["memory_age_ms"] = milliseconds(sample.tree.at - read_at);
}

json process_json(const WatchSample& sample, const ProcessSample& process) {
  const probes::ProcessFacts& facts = process.facts;
  json object = {{"pid", facts.id.pid},
                 {"start_ticks", facts.id.start_ticks},
                 {"parent", facts.parent},
                 {"role", probes::role_name(process.role)},
                 {"name", facts.name},
                 {"command_line", facts.command_line},
                 {"state", std::string(1, facts.state)},
                 {"age_ms", milliseconds(sample.tree.at - facts.started)},
                 {"cpu_ms", milliseconds(facts.cpu)}};
  if (const auto share = sample.cpu_share.find(facts.id); share != sample.cpu_share.end()) {
    object["cpu_share"] = rounded(share->second);
  }
  if (const auto served = sample.attached.find(facts.id); served != sample.attached.end()) {
    object["belongs_to"] = served->second.pid;
  }
  if (probes::is_zombie(facts)) return object;  // the rest of it is not in use any more
  put_bytes(object, "rss_bytes", facts.rss);
  put(object, "threads", facts.threads);
  put(object, "descriptors", facts.descriptors);
  put_memory(object, sample, facts.id);
  return object;
}

json sums_json(const WatchSums& sums) {
  json object = {{"processes", sums.processes}, {"zombies", sums.zombies},
                 {"orphans", sums.orphans},     {"stuck", sums.stuck},
                 {"stopped", sums.stopped},     {"pss_processes", sums.pss_known}};
  put_bytes(object, "rss_bytes", sums.rss);
  put_bytes(object, "pss_bytes", sums.pss);
  put_bytes(object, "uss_bytes", sums.uss);
  put(object, "threads", sums.threads);
  put(object, "descriptors", sums.descriptors);
  if (sums.cpu_share) object["cpu_share"] = rounded(*sums.cpu_share);
  return object;
}

json roles_json(const WatchSample& sample) {
  json roles = json::object();
  for (const auto& [role, sums] : sums_by_role(sample)) {
    json object = sums_json(sums);
    if (const auto totals = sample.roles.find(role); totals != sample.roles.end()) {
      object["starts"] = totals->second.starts;
      object["exits"] = totals->second.exits;
      object["cpu_total_ms"] = milliseconds(totals->second.cpu);
    }
    roles[std::string(probes::role_name(role))] = std::move(object);
  }
  return roles;
}

json cost_json(const WatchSample& sample) {
  const harness::WatchCost& cost = sample.cost;
  return {{"sweep_cpu_us", sample.tree.cost.cpu.count()},
          {"sweep_wall_us", sample.tree.cost.wall.count()},
          {"ticks", cost.ticks},
          {"skipped_ticks", cost.skipped},
          {"sweep_cpu_total_us", cost.sweep_cpu.count()},
          {"memory_cpu_total_us", cost.memory_cpu.count()},
          {"own_cpu_total_us", cost.own_cpu.count()},
          {"longest_sweep_us", cost.longest_sweep.count()},
          {"longest_memory_read_us", cost.longest_memory_read.count()}};
}

json cgroup_json(const probes::CgroupFacts& facts) {
  json object = json::object();
  put_bytes(object, "current_bytes", facts.current);
  put_bytes(object, "peak_bytes", facts.peak);
  put_bytes(object, "anon_bytes", facts.anon);
  put_bytes(object, "file_bytes", facts.file);
  put_bytes(object, "kernel_bytes", facts.kernel);
  put(object, "pids", facts.pids_current);
  put(object, "pids_peak", facts.pids_peak);
  if (!facts.current) object["absent"]["current_bytes"] = to_string(facts.current.why());
  return object;
}

json groups_json(const WatchSample& sample) {
  json groups = json::array();
  for (const harness::OwnedGroup& group : sample.groups) {
    json members = json::array();
    for (const ProcessId& id : group.members) members.push_back(id.pid);
    groups.push_back({{"owner",
                       {{"pid", group.owner.pid},
                        {"name", group.owner.name},
                        {"command_line", group.owner.command_line},
                        {"nobody", group.owner.nobody}}},
                      {"processes", std::move(members)}});
  }
  return groups;
}

}  // namespace

std::string watch_json(const WatchSample& sample) {
  json object = {{"schema", "tidemark.watch/1"},
                 {"event", "sample"},
                 {"at", iso_time(sample.wall)},
                 {"watched_ms", milliseconds(sample.tree.at - sample.began)},
                 {"interval_ms", sample.interval.count()},
                 {"target", sample.target},
                 {"totals", sums_json(sums_of(sample))},
                 {"roles", roles_json(sample)},
                 {"probe", cost_json(sample)},
                 {"processes", json::array()},
                 {"births", json::array()},
                 {"deaths", json::array()}};
  for (const ProcessSample& process : sample.tree.processes) {
    object["processes"].push_back(process_json(sample, process));
  }
  for (const probes::ProcessBirth& birth : sample.tree.births) {
    object["births"].push_back(birth.id.pid);
  }
  for (const ProcessId& id : sample.tree.deaths) object["deaths"].push_back(id.pid);
  if (sample.cgroup) object["cgroup"] = cgroup_json(*sample.cgroup);
  if (!sample.groups.empty()) object["groups"] = groups_json(sample);
  // Names are bytes, JSON is not: what is not UTF-8 is replaced.
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace tidemark::reports
