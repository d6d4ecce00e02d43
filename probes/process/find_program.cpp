#include "probes/process/find_program.hpp"

#include <unistd.h>

#include <cstdlib>
#include <system_error>

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

// What execvp(3) uses where there is no PATH.
constexpr std::string_view kDefaultPath = "/bin:/usr/bin";

std::string_view search_path(const Command& command) {
  if (!command.environment) {
    const char* ours = std::getenv("PATH");
    return ours == nullptr ? kDefaultPath : ours;
  }
  constexpr std::string_view kKey = "PATH=";
  for (const std::string& entry : *command.environment) {
    if (entry.starts_with(kKey)) return std::string_view(entry).substr(kKey.size());
  }
  return kDefaultPath;
}

Result<fs::path> search(const std::string& name, std::string_view directories) {
  bool refused = false;
  for (std::size_t begin = 0; begin <= directories.size();) {
    const std::size_t end = std::min(directories.find(':', begin), directories.size());
    const std::string_view directory = directories.substr(begin, end - begin);
    begin = end + 1;
    fs::path candidate = fs::path(directory.empty() ? "." : directory) / name;
    std::error_code error;
    if (!fs::is_regular_file(candidate, error)) continue;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    refused = true;
  }
  if (refused)
    return failure(ErrorCode::kDenied, "start " + name + ": found in PATH, but not executable");
  return failure(ErrorCode::kNotFound, "start " + name + ": no such program in PATH");
}

}  // namespace

Result<fs::path> find_program(const Command& command) {
  const std::string& name = command.program.native();
  if (name.empty()) return failure(ErrorCode::kBadInput, "start a program: its name is empty");
  Result<fs::path> found = name.find('/') != std::string::npos ? Result<fs::path>(command.program)
                                                               : search(name, search_path(command));
  if (!found || found->is_absolute() || command.working_directory.empty()) return found;
  std::error_code error;
  fs::path absolute = fs::absolute(*found, error);
  if (error) return system_failure("start " + name + ": find our working directory", error.value());
  return absolute;
}

}  // namespace tidemark::probes
