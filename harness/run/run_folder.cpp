#include "harness/run/run_folder.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cctype>
#include <cerrno>
#include <string>
#include <system_error>

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;

Result<void> make_parents(const fs::path& folder) {
  std::error_code error;
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  if (error) {
    return system_failure("make the folder " + folder.parent_path().string(), error.value());
  }
  return {};
}

}  // namespace

Result<fs::path> make_run_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error)) {
    const bool taken = !fs::is_directory(folder, error) || !fs::is_empty(folder, error);
    if (error) return system_failure("look into " + folder.string(), error.value());
    if (taken) {
      return failure(ErrorCode::kBadInput, folder.string() +
                                               " exists already and is not an empty folder; name "
                                               "another one, or remove it");
    }
    return folder;
  }
  if (const auto made = make_parents(folder); !made) return std::unexpected(made.error());
  if (::mkdir(folder.c_str(), 0777) != 0) {
    return system_failure("make the run folder " + folder.string(), errno);
  }
  return folder;
}

std::string file_name_of(std::string_view name) {
  std::string file;
  for (const char c : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    file += plain ? c : '-';
  }
  // Neither a hidden file nor "..".
  return file.starts_with('.') ? "-" + file : file;
}

Result<fs::path> make_named_run_folder(const fs::path& parent, std::string_view scenario,
                                       std::chrono::system_clock::time_point now) {
  const std::string name = fmt::format("{}-{:%Y%m%d-%H%M%S}", file_name_of(scenario),
                                       fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
  for (int number = 1;; ++number) {
    fs::path folder = parent / (number == 1 ? name : fmt::format("{}-{}", name, number));
    if (const auto made = make_parents(folder); !made) return std::unexpected(made.error());
    // mkdir decides between two runs that begin in the same second.
    if (::mkdir(folder.c_str(), 0777) == 0) return folder;
    if (errno != EEXIST) {
      return system_failure("make the run folder " + folder.string(), errno);
    }
  }
}

}  // namespace tidemark::harness
