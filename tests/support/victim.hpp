// Starting the programs of tests/victims and hearing what they say.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/child.hpp"

namespace tidemark::test {

// Long enough for any step on a loaded machine; a test that reaches it fails.
[[nodiscard]] inline Deadline soon() { return Deadline::in(std::chrono::seconds(20)); }

struct Pipe {
  UniqueFd read;
  UniqueFd write;
  [[nodiscard]] static Pipe open();
};

// The next line without its newline; nothing at the end of the stream or after soon().
[[nodiscard]] std::optional<std::string> read_line(int fd);
// All lines until "end" or the end of the stream.
[[nodiscard]] std::vector<std::string> read_lines(int fd);

// The program `name` of tests/victims, found beside the folder of the running test program.
[[nodiscard]] std::filesystem::path victim_path(const std::string& name);

// Ends `pid`, a process orphaned to us (PR_SET_CHILD_SUBREAPER), if it still lives, and reaps it.
void clean_up_orphan(Pid pid);

// A running victim and its standard output.
class Victim {
 public:
  // Starts it; a failure ends the test program with a message.
  explicit Victim(const std::string& name, std::vector<std::string> arguments = {},
                  probes::StartOptions options = {});

  [[nodiscard]] probes::Child& child() { return child_; }
  [[nodiscard]] std::optional<std::string> line() { return read_line(output_.get()); }
  [[nodiscard]] std::vector<std::string> lines() { return read_lines(output_.get()); }
  // The numbers of its "ready PID [PID...]" line; empty if it says something else.
  [[nodiscard]] std::vector<Pid> ready();

 private:
  UniqueFd output_;
  probes::Child child_;
};

}  // namespace tidemark::test
