// What a user asks of `tidemark run`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/stage/network_mode.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct RunOptions {
  std::vector<std::string> scenarios;
  std::string set = "default";
  bool set_named = false;  // by the user
  std::optional<std::vector<std::string>> command;
  std::optional<int> cycles;
  std::optional<std::uint64_t> seed;
  int warm_up = 1;
  double cycle_deadline = 0;  // seconds
  std::string interval = "500ms";
  harness::NetworkMode network = harness::NetworkMode::kAuto;
  std::string mutes;  // a file
  std::string out;
  // The command line to compare with; absent: nothing is compared.
  std::optional<std::vector<std::string>> baseline;
  int pairs = 5;                            // runs of each
  std::uint64_t tolerance = 100ULL * 1024;  // bytes per task
  bool sound = false;
  bool catalogue = false;
  std::optional<int> jobs;  // runs of a catalogue at once
  bool until_sure = false;
  bool per_cycle = false;
  bool validate = false;
  bool list = false;
  bool describe = false;
  bool self_test = false;
  bool json = false;
  bool quiet = false;
};

// Adds the options to the subcommand; `options` outlives its parsing.
void add_run_options(CLI::App& run, RunOptions& options);

}  // namespace tidemark::cli
