// `tidemark run` in an isolated network, as root and as an ordinary user.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "tests/e2e/program.hpp"

namespace tidemark::test {

enum class User { kRoot, kOrdinary };
std::string name_of(const ::testing::TestParamInfo<User>& info);

// What a run left for its reader, and how it ended.
struct StagedRun {
  Finished finished;
  std::string network;                         // as run.json has it
  std::vector<std::string> notes;              // of run.json
  std::map<std::string, std::string> answers;  // of the subject: the first word, and the rest
};

// A test that is run once as each user. It is skipped as root by those who are not, and where the
// machine allows no isolated network.
class StageTest : public EndToEnd, public ::testing::WithParamInterface<User> {
 protected:
  void SetUp() override;

  // Starts `tidemark run` with an unused folder, `options` and `-- command`: isolated and for one
  // cycle where they do not say otherwise.
  [[nodiscard]] std::unique_ptr<Program> start(const std::filesystem::path& scenario,
                                               const Arguments& options, const Arguments& command);
  // The same, to its end.
  [[nodiscard]] StagedRun run_staged(const std::filesystem::path& scenario,
                                     const Arguments& options, const Arguments& command);
  // What is known of the run that was started last.
  [[nodiscard]] StagedRun read_run(Finished finished) const {
    return read_folder(folder_, std::move(finished));
  }
  [[nodiscard]] static StagedRun read_folder(const std::filesystem::path& folder,
                                             Finished finished);
  [[nodiscard]] const std::filesystem::path& run_folder() const { return folder_; }
  // A scenario file that the run's user can read.
  [[nodiscard]] std::filesystem::path write_scenario(const std::string& name,
                                                     const std::string& text) const;
  // A program that becomes that user and then what follows it.
  [[nodiscard]] Arguments as_user() const;

 private:
  TempDir shared_;
  std::filesystem::path folder_;
  int runs_ = 0;
};

}  // namespace tidemark::test
