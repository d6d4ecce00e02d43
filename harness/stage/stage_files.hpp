// The files that a subject on a stage finds in place of the machine's.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/stage/stage_plan.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// In `directory`, which is the caller's. Errors: what the system says.
class StageFiles {
 public:
  // Writes what makes names lead to our DNS server at 127.0.0.1 and to nothing else.
  [[nodiscard]] static Result<StageFiles> write(const std::filesystem::path& directory);

  // What is to be put over what, as far as the machine has it or cannot do without.
  [[nodiscard]] const std::vector<Cover>& covers() const { return covers_; }
  // Certificates that programs trust: the machine's own, and what trust() adds.
  [[nodiscard]] std::filesystem::path bundle() const { return directory_ / "ca-bundle.pem"; }
  // Adds an authority, a file of PEM, also for those who see the bundle already.
  Result<void> trust(const std::filesystem::path& authority);

 private:
  explicit StageFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}

  std::filesystem::path directory_;
  std::vector<Cover> covers_;
};

}  // namespace tidemark::harness
