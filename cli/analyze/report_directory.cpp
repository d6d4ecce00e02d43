#include "cli/analyze/report_directory.hpp"

#include <string>
#include <system_error>

#include "harness/record/replace_file.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::cli {
namespace fs = std::filesystem;
namespace {

std::string shown(const fs::path& path) { return printable(path.string(), 500); }

Result<void> make_directories(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error && fs::is_directory(directory, error)) return {};
  if (error == std::errc::file_exists || error == std::errc::not_a_directory || !error) {
    return failure(ErrorCode::kBadInput,
                   "--report " + shown(directory) + " is not a directory; name one, or a new one");
  }
  return system_failure("make the directory " + shown(directory), error.value());
}

}  // namespace

Result<void> prepare_report_directory(const fs::path& directory) {
  if (auto made = make_directories(directory); !made) return made;
  // Tried rather than asked: root may write where no bit says so, and nobody on read-only media.
  const auto trial = TempDir::create_in(directory, ".tidemark-report");
  if (trial) return {};
  return std::unexpected(
      Error{trial.error().code,
            "the report cannot be written to " + shown(directory) + ": " + trial.error().message});
}

Result<void> write_report_directory(const fs::path& directory,
                                    const std::vector<reports::ReportFile>& files) {
  if (auto made = make_directories(directory); !made) return made;
  // Of the same file system as the files' places, so that moving cannot run out of space.
  const auto staged = TempDir::create_in(directory, ".tidemark-report");
  if (!staged) return std::unexpected(staged.error());
  for (const reports::ReportFile& file : files) {
    const fs::path place = staged->path() / file.name;
    if (auto made = make_directories(place.parent_path()); !made) return made;
    if (auto written = harness::replace_file(place, file.text); !written) return written;
  }
  for (const reports::ReportFile& file : files) {
    const fs::path place = directory / file.name;
    if (auto made = make_directories(place.parent_path()); !made) return made;
    std::error_code error;
    fs::rename(staged->path() / file.name, place, error);
    if (error) return system_failure("write " + shown(place), error.value());
  }
  return {};
}

}  // namespace tidemark::cli
