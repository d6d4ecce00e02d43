// An isolated network with a scenario's sites in it, around a supervisor and all that it starts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "harness/sites/listeners.hpp"
#include "harness/stage/stage_files.hpp"
#include "harness/subject/supervision.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

// The harness's part of a stage. The namespaces themselves belong to the supervisor and what it
// starts, and go with the last of them, and with the sockets that were opened there.
class Stage {
 public:
  // Takes the supervisor there, which must not have started anything. Our files are made in
  // `directory`, to be removed by the caller. kUnavailable: the machine refuses, and what to do
  // about it; the supervisor is to be replaced then, whatever the error.
  [[nodiscard]] static Result<Stage> build(Supervision& supervision, const Scenario& scenario,
                                           const std::filesystem::path& directory);

  // For the simulator to listen at.
  [[nodiscard]] Listeners take_listeners() { return std::move(listeners_); }
  // Makes the stage's programs trust the simulator's authority, a file of PEM; those that look into
  // their home directory get one of links to `real_home`. Starts certutil. Returns the files and
  // directories that a subject must own in order to use it.
  [[nodiscard]] Result<std::vector<std::filesystem::path>> trust(
      const std::filesystem::path& authority, const std::filesystem::path& real_home);

  // The directory of its own /dev/shm; empty: it shares the machine's.
  [[nodiscard]] UniqueFd take_shared_memory() { return std::move(shared_memory_); }

  // What subjects are to be told beside what they inherit: KEY=VALUE. After trust().
  [[nodiscard]] const std::vector<std::string>& environment() const { return environment_; }
  // What the stage lacks, for the user.
  [[nodiscard]] const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  Stage(std::filesystem::path directory, StageFiles files)
      : directory_(std::move(directory)), files_(std::move(files)) {}

  std::filesystem::path directory_;
  StageFiles files_;
  Listeners listeners_;
  UniqueFd shared_memory_;
  std::vector<std::string> environment_;
  std::vector<std::string> remarks_;
};

}  // namespace tidemark::harness
