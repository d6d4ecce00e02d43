// Which network a run's subject gets.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "harness/stage/network_mode.hpp"
#include "harness/stage/stage.hpp"
#include "harness/subject/supervision.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {

// A supervisor in the network that was chosen.
struct ChosenNetwork {
  TempDir directory;  // of the stage
  Supervision supervision;
  std::optional<Stage> stage;  // absent: mapped
  std::string refusal;         // why it is not isolated although it might be
};

// Starts a supervisor, on a stage if that is wanted. An error where no stage was to be had although
// it was insisted upon (kUnavailable, with what to do about it), or no supervisor.
[[nodiscard]] Result<ChosenNetwork> choose_network(NetworkMode wanted, const Scenario& scenario);

// Whether this machine allows a stage at all, by making one: what one would lack here, or the
// refusal.
[[nodiscard]] Result<std::vector<std::string>> try_stage();

}  // namespace tidemark::harness
