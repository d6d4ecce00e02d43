#include "harness/scenario/build_load.hpp"

#include <fmt/format.h>

#include "harness/scenario/host_name.hpp"
#include "harness/scenario/read_json.hpp"

namespace tidemark::harness {

using nlohmann::json;

Result<Load> build_load(const json& from) {
  Load load;
  read(from, "cycles", load.cycles);
  read(from, "budget_ms", load.budget);
  read(from, "workers", load.workers);
  const json domains = from.value("domains", json::array());
  for (std::size_t i = 0; i < domains.size(); ++i) {
    auto host = read_host(domains[i].get<std::string>(), fmt::format("/load/domains/{}", i));
    if (!host) return std::unexpected(host.error());
    load.domains.push_back(std::move(*host));
  }
  return load;
}

}  // namespace tidemark::harness
