// How a subject reaches the simulated sites.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "harness/sites/site_server.hpp"
#include "harness/stage/stage.hpp"

namespace tidemark::harness {

// --map, --ca and --resolver, as Tidemark's own analyzer takes them; on a stage --ca alone.
[[nodiscard]] std::vector<std::string> site_options(const SiteServer& server, bool on_stage);

// TIDEMARK_MAP, TIDEMARK_CA, TIDEMARK_RESOLVER and TIDEMARK_HOST_RULES (docs/subjects.md), as
// KEY=VALUE. The last is for Chromium's --host-resolver-rules: hosts without a DNS answer do not
// resolve, all others lead to the simulator.
[[nodiscard]] std::vector<std::string> site_environment(const SiteServer& server,
                                                        const Scenario& scenario);

// The same on a stage, where a subject uses the network as it always does: TIDEMARK_CA alone, and
// what the stage says. The others are to be taken out of what is inherited.
inline constexpr std::array kOnlyMapped{"TIDEMARK_MAP", "TIDEMARK_RESOLVER", "TIDEMARK_HOST_RULES"};
[[nodiscard]] std::vector<std::string> stage_environment(const SiteServer& server,
                                                         const Stage& stage);

}  // namespace tidemark::harness
