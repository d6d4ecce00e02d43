// Reports on what runs found: the options of `tidemark analyze` about them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analyzer/comparison/run_difference.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct ReportOptions {
  std::filesystem::path directory;  // empty: no report
  std::filesystem::path guard;      // names never to recommend, besides the built-in ones
  std::string diff_text;            // empty: a run; else tell what changed instead
  analyzer::RunPair runs;           // settle() fills it in

  [[nodiscard]] bool diff() const { return !diff_text.empty(); }
};

void add_report_options(CLI::App& command, ReportOptions& options);
// Checks what the option parser cannot. `inputs` are the arguments: with --diff they may only be
// the runs to compare. kBadInput names the option.
[[nodiscard]] Result<void> settle(ReportOptions& options, const std::vector<std::string>& inputs);

}  // namespace tidemark::cli
