// A terminal for a test to look at and to type into.
#pragma once

#include <termios.h>

#include <string>
#include <string_view>

#include "probes/base/clock.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/child.hpp"
#include "tests/e2e/program.hpp"

namespace tidemark::test {

// Owns a pseudo-terminal and the program on it, which has it as its controlling terminal, so that
// resizing and Ctrl-C reach it.
class Terminal {
 public:
  Terminal(const Arguments& arguments, const std::filesystem::path& scratch,
           const Arguments& environment = {});

  void type(std::string_view keys);
  void resize(unsigned short columns, unsigned short rows);
  // Waits until `text` has been written behind what earlier calls have found; false after 20 s.
  [[nodiscard]] bool wait_for(std::string_view text);
  // How the program ended; reads what it still writes. Absent after 30 s.
  [[nodiscard]] std::optional<probes::ExitStatus> wait_for_end();
  // Everything that was written.
  [[nodiscard]] const std::string& output() const { return output_; }
  // Whether the terminal's mode is as it was before the program started.
  [[nodiscard]] bool restored() const;
  [[nodiscard]] probes::Child& child() { return child_; }

 private:
  // False at its end, or when nothing came.
  bool read_some(Milliseconds patience);

  UniqueFd master_;
  UniqueFd slave_;
  termios before_{};
  std::string output_;
  std::size_t seen_ = 0;
  probes::Child child_;
};

}  // namespace tidemark::test
