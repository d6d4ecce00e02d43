#include "harness/scenario/build_scenario.hpp"

#include <fmt/format.h>

#include <exception>
#include <filesystem>

#include "harness/scenario/build_expectations.hpp"
#include "harness/scenario/build_fault.hpp"
#include "harness/scenario/build_load.hpp"
#include "harness/scenario/build_site.hpp"
#include "harness/scenario/build_subject.hpp"
#include "harness/scenario/read_json.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::harness {

using nlohmann::json;

std::vector<std::string> hosts_of(const Scenario& scenario) {
  std::vector<std::string> hosts;
  for (const Site& site : scenario.sites) {
    hosts.insert(hosts.end(), site.hosts.begin(), site.hosts.end());
  }
  return hosts;
}

namespace {

// Relative paths are so to the file that says them.
void place_directory(std::filesystem::path& directory, const DocumentOrigins& origins) {
  if (directory.empty()) return;
  const std::filesystem::path file = origins.find("/subject/directory").file;
  directory = std::filesystem::absolute(file.parent_path() / directory).lexically_normal();
}

std::optional<CataloguePlace> build_catalogue_place(const json& document) {
  if (!document.contains("catalogue")) return std::nullopt;
  CataloguePlace place;
  for (const json& name : document["catalogue"]["sets"]) {
    // The schema names the same sets.
    if (const auto set = load_set_of(name.get<std::string>())) place.sets.push_back(*set);
  }
  read(document["catalogue"], "alone", place.alone);
  return place;
}

bool budget_is_known(const Scenario& scenario) {
  return scenario.load.budget || !scenario.matrix.budgets.empty();
}

}  // namespace

Result<Scenario> build_scenario(const json& document) {
  Scenario scenario;
  read(document, "name", scenario.name);
  read(document, "description", scenario.description);
  read(document, "seed", scenario.seed);
  SeenHosts seen;
  for (std::size_t i = 0; i < document.at("sites").size(); ++i) {
    auto site = build_site(document["sites"][i], fmt::format("/sites/{}", i), seen);
    if (!site) return std::unexpected(site.error());
    scenario.sites.push_back(std::move(*site));
  }
  auto load = build_load(document, hosts_of(scenario));
  if (!load) return std::unexpected(load.error());
  scenario.load = std::move(*load);
  auto sets = build_load_sets(document, hosts_of(scenario));
  if (!sets) return std::unexpected(sets.error());
  scenario.sets = std::move(*sets);
  scenario.matrix = build_matrix(document);
  if (document.contains("subject")) {
    auto subject = build_subject(document);
    if (!subject) return std::unexpected(subject.error());
    scenario.subject = std::move(*subject);
  }
  const json faults = document.value("faults", json::array());
  for (std::size_t i = 0; i < faults.size(); ++i) {
    auto fault = build_fault(faults[i], fmt::format("/faults/{}", i));
    if (!fault) return std::unexpected(fault.error());
    scenario.faults.push_back(*fault);
  }
  if (document.contains("expect")) scenario.expect = build_expectations(document["expect"]);
  if (scenario.expect.in_budget && !budget_is_known(scenario)) {
    return wrong("/expect/in_budget", "there is no budget: give \"budget_ms\" in \"load\"");
  }
  scenario.catalogue = build_catalogue_place(document);
  if (scenario.catalogue && document.contains("matrix")) {
    return wrong("/catalogue", "a scenario with a matrix is several runs, and cannot be in one");
  }
  if (document.contains("rest")) {
    read(document["rest"], "deadline_ms", scenario.rest.deadline);
    read(document["rest"], "quiet_ms", scenario.rest.quiet);
  }
  return scenario;
}

Result<Scenario> build_scenario(const json& document, const DocumentOrigins& origins,
                                const std::string& file) {
  try {
    auto scenario = build_scenario(document);
    if (!scenario) {
      scenario.error().message = origins.in_files(scenario.error().message);
      return scenario;
    }
    if (auto& subject = scenario->subject) place_directory(subject->options.directory, origins);
    scenario->file = file;
    scenario->origins = origins;
    return scenario;
  } catch (
      const std::exception& error) {  // a number out of range, and anything a library thinks of
    return failure(ErrorCode::kBadInput, file + ": " + printable(error.what(), 300));
  }
}

}  // namespace tidemark::harness
