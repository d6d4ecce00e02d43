#include "harness/stage/trusting_home.hpp"

#include <signal.h>

#include <string>
#include <system_error>
#include <vector>

#include "probes/process/child.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kPatience{10};

Result<void> run_certutil(std::vector<std::string> arguments) {
  // Should we be killed meanwhile, it writes nothing into a directory that is being removed.
  auto process = probes::Child::start({.program = "certutil", .arguments = std::move(arguments)},
                                      probes::StartOptions{.parent_death_signal = SIGKILL});
  if (!process && process.error().code == ErrorCode::kNotFound) {
    return failure(ErrorCode::kUnavailable,
                   "certutil is not installed (apt-get install libnss3-tools)");
  }
  if (!process) return std::unexpected(process.error());
  const auto status = process->wait(Deadline::in(kPatience));
  if (!status) return failure(ErrorCode::kTimedOut, "certutil did not end within 10 s");
  if (!status->success()) {
    return failure(ErrorCode::kIo, "certutil failed: " + probes::to_string(*status));
  }
  return {};
}

// A home that is not there, or closed to us, holds nothing that a subject could use either.
void link_entries(const fs::path& from, const fs::path& to) {
  std::error_code ignored;
  for (fs::directory_iterator entry(from, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    const fs::path name = entry->path().filename();
    if (name == ".pki") continue;
    std::error_code unlinked;
    fs::create_symlink(entry->path(), to / name, unlinked);
  }
}

}  // namespace

Result<std::vector<fs::path>> make_trusting_home(const fs::path& home, const fs::path& real_home,
                                                 const fs::path& authority) {
  const fs::path directory = home / ".pki" / "nssdb";
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return system_failure("make " + directory.string(), error.value());
  const std::string database = "sql:" + directory.string();
  if (auto made = run_certutil({"-N", "--empty-password", "-d", database}); !made) {
    return std::unexpected(made.error());
  }
  auto added =
      run_certutil({"-A", "-d", database, "-t", "C,,", "-n", "tidemark", "-i", authority.string()});
  if (!added) return std::unexpected(added.error());
  std::vector<fs::path> ours{home};
  for (const auto& entry : fs::recursive_directory_iterator(home, error)) ours.push_back(entry);
  if (error) return system_failure("look into " + home.string(), error.value());
  if (real_home.is_absolute()) link_entries(real_home, home);
  return ours;
}

}  // namespace tidemark::harness
