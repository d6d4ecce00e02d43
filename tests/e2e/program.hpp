// Runs the built `tidemark` as a user would, and counts what it leaves.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/child.hpp"

namespace tidemark::test {

using Arguments = std::vector<std::string>;

// How a finished program ended and what it said.
struct Finished {
  std::optional<probes::ExitStatus> status;  // absent: it had to be killed at the deadline
  std::string out;
  std::string err;
  std::chrono::milliseconds took{};

  [[nodiscard]] int code() const { return status ? status->code.value_or(-1) : -1; }
  // The non-empty lines of `out`.
  [[nodiscard]] std::vector<std::string> lines() const;
};

// A running `tidemark` with a pipe to and from it. Its stderr goes to a file.
class Program {
 public:
  // `scratch` becomes its TMPDIR, and its default store lies there; `environment` is added to ours.
  // `wrapper` is a command line that goes before it and replaces itself by it.
  Program(const Arguments& arguments, const std::filesystem::path& scratch,
          const Arguments& environment = {}, const Arguments& wrapper = {});

  [[nodiscard]] probes::Child& child() { return child_; }
  // Writes `text` to its standard input.
  void write(const std::string& text);
  void close_input() { input_.reset(); }
  // The next line of its output; nothing at its end or after 60 s.
  [[nodiscard]] std::optional<std::string> read_line();
  // Reads what it still writes, waits for its end; kills it at the deadline.
  [[nodiscard]] Finished finish(Deadline deadline = Deadline::in(std::chrono::seconds(120)));

 private:
  UniqueFd input_;
  UniqueFd output_;
  UniqueFd error_file_;
  SteadyTime started_ = steady_now();
  std::string unread_;
  probes::Child child_;
};

// A test with its own temporary directory that becomes the parent of every orphan below it, and
// fails if a process or a file is left two seconds after its end.
class EndToEnd : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  [[nodiscard]] const std::filesystem::path& scratch() const { return scratch_.path(); }
  [[nodiscard]] Finished run(const Arguments& arguments, const Arguments& environment = {});
  // Waits up to `patience` until no process is left below this one but the `kept` ones; what is
  // left, as text.
  [[nodiscard]] static std::string left_processes(std::chrono::milliseconds patience,
                                                  const std::set<Pid>& kept = {});
  // Entries of the temporary directory, but for those of a running simulator and the store.
  [[nodiscard]] std::vector<std::string> left_files() const;
  // A file in a directory of its own that is not watched for leftovers.
  [[nodiscard]] std::filesystem::path write_file(const std::string& name,
                                                 const std::string& text) const;

 private:
  TempDir scratch_;
  TempDir files_;
};

// The sites of one scenario, served as long as this lives.
class Simulator {
 public:
  Simulator(const std::filesystem::path& scenario, const std::filesystem::path& scratch);
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  // --map, --ca and --resolver that reach it.
  [[nodiscard]] const Arguments& reach() const { return reach_; }
  [[nodiscard]] const std::vector<std::string>& domains() const { return domains_; }
  [[nodiscard]] Pid pid() { return program_.child().pid(); }

 private:
  Program program_;
  Arguments reach_;
  std::vector<std::string> domains_;
};

// `arguments` and then those that reach `simulator`.
[[nodiscard]] Arguments with_reach(Arguments arguments, const Simulator& simulator);

// The direct children of a process, and a process's name; for finding the browsers of a running
// program.
[[nodiscard]] std::vector<Pid> children_of(Pid pid);
[[nodiscard]] std::string command_name(Pid pid);

// A scenario file of the project.
[[nodiscard]] std::filesystem::path scenario_path(const std::string& name);

}  // namespace tidemark::test
