// How results are told: the options about the output of `tidemark analyze`.
#pragma once

#include <filesystem>

#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

enum class OutputFormat { kJson, kCsv, kTable };

struct OutputOptions {
  bool json = false;
  bool csv = false;
  bool table = false;
  std::filesystem::path file;  // empty: standard output
  bool quiet = false;
  OutputFormat format = OutputFormat::kJson;  // settle() decides
};

void add_output_options(CLI::App& command, OutputOptions& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(OutputOptions& options);

}  // namespace tidemark::cli
