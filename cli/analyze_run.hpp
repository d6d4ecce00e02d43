// One run of the analyzer, from its options to its exit code.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "analyzer/dns/endpoint_map.hpp"
#include "cli/exit_code.hpp"

namespace tidemark::cli {

struct AnalyzeOptions {
  std::vector<std::string> inputs;
  int workers = 0;
  int browsers = 1;  // 0: HTTP only
  int tabs = 0;      // per browser
  std::chrono::milliseconds budget{};
  analyzer::EndpointMap map;
  std::filesystem::path ca_file;
  std::vector<std::string> resolvers;
  std::filesystem::path browser;  // empty: found by itself
  bool strict = false;
  bool json = false;
  bool table = false;
  bool quiet = false;
};

// Runs until the input ends or a signal comes; everything started is ended on return.
[[nodiscard]] ExitCode run_analyze(const AnalyzeOptions& options);

}  // namespace tidemark::cli
