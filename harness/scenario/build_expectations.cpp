#include "harness/scenario/build_expectations.hpp"

#include "harness/record/names.hpp"
#include "harness/scenario/read_json.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

AmountBounds build_bounds(const json& from) {
  AmountBounds bounds;
  read(from, "processes", bounds.processes);
  read(from, "zombies", bounds.zombies);
  read(from, "descriptors", bounds.descriptors);
  read(from, "threads", bounds.threads);
  read(from, "directories", bounds.directories);
  if (from.contains("pss_mib")) bounds.pss = Bytes::mib(from["pss_mib"].get<std::uint64_t>());
  return bounds;
}

}  // namespace

Expectations build_expectations(const json& from) {
  Expectations expected;
  if (from.contains("stable")) {
    auto& stable = expected.stable.emplace();
    for (const json& name : from["stable"]) {
      // The schema names the same resources.
      if (const auto resource = from_name<Resource>(name.get<std::string>())) {
        stable.push_back(*resource);
      }
    }
  }
  expected.at_rest = build_bounds(from.value("at_rest", json::object()));
  expected.at_work = build_bounds(from.value("at_work", json::object()));
  read(from, "time_to_rest_ms", expected.time_to_rest);
  if (from.contains("in_budget")) {
    auto& budget = expected.in_budget.emplace();
    read(from["in_budget"], "share", budget.share);
    read(from["in_budget"], "slack_ms", budget.slack);
  }
  read(from, "tasks_per_second", expected.tasks_per_second);
  read(from, "answered_share", expected.answered_share);
  read(from, "exit_code", expected.exit_code);
  read(from, "leftovers", expected.leftovers);
  return expected;
}

}  // namespace tidemark::harness
