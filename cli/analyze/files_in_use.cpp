#include "cli/analyze/files_in_use.hpp"

namespace tidemark::cli {

std::vector<std::string> files_in_use(const AnalyzeOptions& options) {
  std::vector<std::string> files = options.input.inputs;
  files.insert(files.end(),
               {options.rules.file, options.score.keywords, options.report.guard.string(),
                options.network.ca_file.string(), options.store.file.string()});
  // Also where this run leaves it alone: it is somebody's work.
  if (const auto store = default_store()) files.push_back(store->string());
  return files;
}

}  // namespace tidemark::cli
