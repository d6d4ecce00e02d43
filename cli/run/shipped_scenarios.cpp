#include "cli/run/shipped_scenarios.hpp"

#include <system_error>

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

// What no other folder of that name has.
bool is_ours(const fs::path& folder) {
  std::error_code error;
  return fs::is_regular_file(folder / "scenario.schema.json", error);
}

}  // namespace

Result<fs::path> shipped_scenarios(const fs::path& program) {
  const fs::path bin = program.parent_path();
  if (fs::path installed = bin.parent_path() / "share" / "tidemark" / "scenarios";
      is_ours(installed)) {
    return installed;
  }
  for (fs::path folder = bin; folder.has_relative_path(); folder = folder.parent_path()) {
    if (is_ours(folder / "scenarios")) return folder / "scenarios";
  }
  return failure(ErrorCode::kNotFound,
                 "the scenarios that come with Tidemark are not beside " + program.string() +
                     " (share/tidemark/scenarios): name a folder of scenarios");
}

}  // namespace tidemark::cli
