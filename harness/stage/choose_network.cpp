#include "harness/stage/choose_network.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;

Result<ChosenNetwork> without_stage(std::string refusal) {
  auto supervision = Supervision::start();
  if (!supervision) return std::unexpected(supervision.error());
  return ChosenNetwork{.directory = {},
                       .supervision = std::move(*supervision),
                       .stage = {},
                       .refusal = std::move(refusal)};
}

Result<ChosenNetwork> with_stage(const Scenario& scenario) {
  auto supervision = Supervision::start();
  if (!supervision) return std::unexpected(supervision.error());
  // A home directory to programs that may make sockets there: its path must stay short.
  auto directory = TempDir::create_in("/tmp", fmt::format("tms{}", ::getpid()));
  if (!directory) return std::unexpected(directory.error());
  if (auto told = supervision->order(RemoveAtEnd{directory->path()}); !told) {
    return std::unexpected(told.error());
  }
  // The subject's programs may run as somebody else.
  std::error_code error;
  fs::permissions(directory->path(),
                  fs::perms::owner_all | fs::perms::group_exec | fs::perms::group_read |
                      fs::perms::others_exec | fs::perms::others_read,
                  error);
  if (error) return system_failure("open " + directory->path().string(), error.value());
  auto stage = Stage::build(*supervision, scenario, directory->path());
  if (!stage) return std::unexpected(stage.error());
  return ChosenNetwork{.directory = std::move(*directory),
                       .supervision = std::move(*supervision),
                       .stage = std::move(*stage),
                       .refusal = {}};
}

}  // namespace

Result<ChosenNetwork> choose_network(NetworkMode wanted, const Scenario& scenario) {
  if (wanted == NetworkMode::kMapped) return without_stage({});
  auto staged = with_stage(scenario);
  const bool fall_back =
      !staged && wanted == NetworkMode::kAuto && staged.error().code == ErrorCode::kUnavailable;
  return fall_back ? without_stage(staged.error().message) : std::move(staged);
}

Result<std::vector<std::string>> try_stage() {
  auto staged = with_stage({});
  if (!staged) return std::unexpected(staged.error());
  const std::optional<Stage>& stage = staged->stage;
  return stage ? stage->remarks() : std::vector<std::string>();
}

}  // namespace tidemark::harness
