// What a run is to do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "harness/stage/network_mode.hpp"
#include "harness/verdict/mute_file.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// How patient a run is. Tests are less.
struct RunTimes {
  Milliseconds sample_every{500};
  // Nothing may move for so long before the subject counts as at rest.
  Milliseconds quiet{2000};
  // For what an ended or killed subject leaves to go by itself; what is still there is left over.
  Milliseconds settle{5000};
  // Without an answer and without any traffic, a subject that has tasks counts as stuck.
  Milliseconds stall{120'000};
  // For a whole cycle, instead of `stall`.
  std::optional<Milliseconds> cycle = {};
  // For a subject to end after the end of its input, or after a SIGTERM that is a fault.
  Milliseconds end{30'000};
  // Between SIGTERM and SIGKILL when the run is over and something is left.
  Milliseconds grace{5000};
};

// Which of a scenario's variants a run is.
struct RunVariant {
  std::string set = "default";   // of the load
  std::string combination = {};  // "workers 4, browsers 2"; empty: the scenario has no matrix
  std::string short_name = {};   // "w4-b2"
};

struct RunPlan {
  Scenario scenario;
  std::string scenario_file;
  RunVariant variant;
  std::vector<std::string> command;  // the subject's argv
  bool site_options = false;         // it takes --map, --ca and --resolver, which are appended
  NetworkMode network = NetworkMode::kMapped;
  PlannedSubject::Kind kind = PlannedSubject::Kind::kLongRunning;
  SubjectOptions options;
  int cycles = 1;
  int warm_up = 1;  // cycles that do not count
  // Runs made in one go that are judged on memory; they share the permitted error.
  int memory_tests = 1;
  // Ends the run as soon as its verdict is certain; growth of memory by fewer bytes per task may go
  // unnoticed.
  std::optional<double> until_sure_within;
  std::uint64_t seed = 1;
  std::filesystem::path folder;  // exists and is empty
  std::string tidemark_version;
  RunTimes times;
  MuteFile mutes;  // leaks that are known and do not count
};

}  // namespace tidemark::harness
