#include "harness/scenario/build_load.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "harness/scenario/host_name.hpp"
#include "harness/scenario/read_json.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

// Shares are written as decimal fractions, whose sum may come out a little above one.
constexpr double kRounding = 1e-6;

Result<std::vector<std::string>> read_domains(const json& from, const std::string& pointer) {
  std::vector<std::string> domains;
  for (std::size_t i = 0; i < from.size(); ++i) {
    auto host = read_host(from[i].get<std::string>(), fmt::format("{}/{}", pointer, i));
    if (!host) return std::unexpected(host.error());
    domains.push_back(std::move(*host));
  }
  return domains;
}

// Deals out the load's domains to the phases that take shares of them.
class Shares {
 public:
  explicit Shares(const std::vector<std::string>& domains) : domains_(domains) {}

  Result<std::vector<std::string>> next(double share, const std::string& pointer) {
    const std::size_t begin = place();
    taken_ += share;
    if (taken_ > 1 + kRounding) {
      return wrong(pointer, "the shares of all phases are more than 1 together");
    }
    const std::size_t end = place();
    if (begin == end) {
      return wrong(pointer, fmt::format("no domain is left for this phase: the load has {}",
                                        domains_.size()));
    }
    return std::vector(domains_.begin() + static_cast<std::ptrdiff_t>(begin),
                       domains_.begin() + static_cast<std::ptrdiff_t>(end));
  }

 private:
  [[nodiscard]] std::size_t place() const {
    const double domains = static_cast<double>(domains_.size());
    return static_cast<std::size_t>(std::lround(std::min(taken_, 1.0) * domains));
  }

  const std::vector<std::string>& domains_;
  double taken_ = 0;
};

Result<LoadPhase> build_phase(const json& from, const std::string& pointer, const Load& load,
                              Shares& shares) {
  if (from.contains("domains") && from.contains("share")) {
    return wrong(pointer, "give at most one of \"domains\" and \"share\"");
  }
  LoadPhase phase;
  read(from, "rate", phase.rate);
  read(from, "pause_ms", phase.pause);
  Result<std::vector<std::string>> domains = load.domains;
  if (from.contains("domains")) domains = read_domains(from["domains"], pointer + "/domains");
  if (from.contains("share")) {
    domains = shares.next(from["share"].get<double>(), pointer + "/share");
  }
  if (!domains) return std::unexpected(domains.error());
  phase.domains = std::move(*domains);
  return phase;
}

// The load of `base`, with what `change`, which stands at `change_pointer`, says otherwise.
Result<Load> build_changed(const json& base, const json& change, const std::string& change_pointer,
                           const std::vector<std::string>& hosts) {
  const auto pointer = [&](const char* key) {
    return fmt::format("{}/{}", change.contains(key) ? change_pointer : "/load", key);
  };
  json from = base;
  from.update(change);
  Load load;
  read(from, "cycles", load.cycles);
  read(from, "budget_ms", load.budget);
  read(from, "workers", load.workers);
  read(from, "browsers", load.browsers);
  auto domains = read_domains(from.value("domains", json::array()), pointer("domains"));
  if (!domains) return std::unexpected(domains.error());
  load.domains = domains->empty() ? hosts : *domains;
  Shares shares(load.domains);
  const json phases = from.value("phases", json::array({json::object()}));
  for (std::size_t i = 0; i < phases.size(); ++i) {
    auto phase = build_phase(phases[i], fmt::format("{}/{}", pointer("phases"), i), load, shares);
    if (!phase) return std::unexpected(phase.error());
    load.phases.push_back(std::move(*phase));
  }
  return load;
}

}  // namespace

Result<Load> build_load(const json& document, const std::vector<std::string>& hosts) {
  return build_changed(document.value("load", json::object()), json::object(), "/load", hosts);
}

Result<LoadSets> build_load_sets(const json& document, const std::vector<std::string>& hosts) {
  const json load = document.value("load", json::object());
  const json sets = document.value("sets", json::object());
  LoadSets built;
  for (const auto& [name, set] :
       {std::pair("smoke", &built.smoke), {"default", &built.standard}, {"soak", &built.soak}}) {
    if (!sets.contains(name)) continue;
    auto changed = build_changed(load, sets[name], fmt::format("/sets/{}", name), hosts);
    if (!changed) return std::unexpected(changed.error());
    *set = std::move(*changed);
  }
  return built;
}

Matrix build_matrix(const json& document) {
  const json from = document.value("matrix", json::object());
  Matrix matrix;
  read(from, "workers", matrix.workers);
  read(from, "browsers", matrix.browsers);
  for (const json& budget : from.value("budget_ms", json::array())) {
    matrix.budgets.emplace_back(budget.get<std::int64_t>());
  }
  return matrix;
}

}  // namespace tidemark::harness
