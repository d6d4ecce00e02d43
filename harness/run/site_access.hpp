// How a subject reaches the simulated sites.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "harness/sites/site_server.hpp"

namespace tidemark::harness {

// --map, --ca and --resolver, as Tidemark's own analyzer takes them.
[[nodiscard]] std::vector<std::string> site_options(const SiteServer& server);

// TIDEMARK_MAP, TIDEMARK_CA, TIDEMARK_RESOLVER and TIDEMARK_HOST_RULES (docs/subjects.md), as
// KEY=VALUE. The last is for Chromium's --host-resolver-rules: hosts without a DNS answer do not
// resolve, all others lead to the simulator.
[[nodiscard]] std::vector<std::string> site_environment(const SiteServer& server,
                                                        const Scenario& scenario);

}  // namespace tidemark::harness
