#include "cli/analyze/report_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "probes/base/printable.hpp"
#include "probes/base/replace_file.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::cli {
namespace fs = std::filesystem;
namespace {

// Where files wait until all are whole. What a killed writer left there is the next one's to
// remove.
constexpr std::string_view kStaging = ".tidemark-report";

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

// A directory beside the files' places, so that moving them cannot run out of space; for one writer
// at a time, by a lock on the report's directory, which ends with the process however that ends.
class Staging {
 public:
  [[nodiscard]] static Result<Staging> open(const fs::path& directory) {
    UniqueFd lock(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!lock) return system_failure("open " + shown(directory), errno);
    // Some network file systems know no locks: then nobody is kept out.
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      return failure(ErrorCode::kUnavailable,
                     "another tidemark is writing a report to " + shown(directory));
    }
    Staging staging(directory / kStaging, std::move(lock));
    std::error_code error;
    fs::remove_all(staging.path_, error);
    if (!error) fs::create_directory(staging.path_, error);
    if (error) return system_failure("write to " + shown(directory), error.value());
    return staging;
  }
  Staging(Staging&& other) noexcept
      : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}
  Staging& operator=(Staging&&) = delete;
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  Staging(fs::path path, UniqueFd lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  fs::path path_;
  UniqueFd lock_;
};

}  // namespace

Result<void> prepare_report_directory(const fs::path& directory) {
  if (auto made = make_directories(directory); !made) return made;
  // Tried rather than asked: root may write where no bit says so, and nobody on read-only media.
  const auto trial = Staging::open(directory);
  if (trial) return {};
  return std::unexpected(
      Error{trial.error().code,
            "the report cannot be written to " + shown(directory) + ": " + trial.error().message});
}

Result<void> write_report_directory(const fs::path& directory,
                                    const std::vector<reports::ReportFile>& files) {
  if (auto made = make_directories(directory); !made) return made;
  const auto staged = Staging::open(directory);
  if (!staged) return std::unexpected(staged.error());
  for (const reports::ReportFile& file : files) {
    const fs::path place = staged->path() / file.name;
    if (auto made = make_directories(place.parent_path()); !made) return made;
    if (auto written = replace_file(place, file.text); !written) return written;
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
