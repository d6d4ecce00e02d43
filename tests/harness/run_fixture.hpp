// Whole runs of small real subjects, for tests. A program that uses this runs itself again as
// supervisor, and as a harness to be killed: its main() is run_test_main().
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/run.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/process/child.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::harness {

// Patience of a test: short where every run waits, long where only a broken one does.
[[nodiscard]] RunTimes quick();

// Four pages in four cycles.
extern const char* const kTinyScenario;

[[nodiscard]] RunPlan plan_for(std::vector<std::string> command,
                               const std::string& scenario = kTinyScenario);
[[nodiscard]] RunPlan bash(const std::string& script, const std::string& scenario = kTinyScenario);

// The plan for a scenario's own subject.
[[nodiscard]] RunPlan plan_for_subject(const std::string& scenario);

[[nodiscard]] std::string text_of(const std::filesystem::path& file);
[[nodiscard]] std::optional<Pid> first_pid_in(const std::filesystem::path& file);

// The cgroups that the harness with that pid has made.
[[nodiscard]] std::vector<std::filesystem::path> groups_of(Pid harness);

class RunTest : public test::LeavesNothingBehind {
 protected:
  RunOutcome run_plan(RunPlan plan, const std::function<void(const RunProgress&)>& progress = {});
  [[nodiscard]] std::string file(const char* name) const { return text_of(folder_.path() / name); }
  TempDir folder_;
};

// A harness in a process of its own, at work on a bash subject.
class HarnessToKill {
 public:
  explicit HarnessToKill(const std::string& script, const std::string& scenario = kTinyScenario);
  // Waits until its first cycle has begun.
  [[nodiscard]] bool begun();
  [[nodiscard]] probes::Child& process() { return *process_; }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

 private:
  TempDir folder_;
  test::Pipe output_;
  std::optional<probes::Child> process_;
};

[[nodiscard]] int run_test_main(int argc, char** argv);

}  // namespace tidemark::harness
