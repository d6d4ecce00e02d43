// spawner PROGRAM [USER]: starts PROGRAM with a parent-death signal and our standard input, as that
// user, prints its pid and waits to be killed.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <string>

#include "probes/process/child.hpp"

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  tidemark::probes::StartOptions options{.parent_death_signal = SIGKILL};
  if (argc > 2) {
    const auto user = static_cast<uid_t>(std::stoul(argv[2]));
    options.run_as = tidemark::probes::RunAs{.user = user, .group = user};
  }
  // Some programs wait for their input.
  options.descriptors = {{0, STDIN_FILENO}};
  auto child = tidemark::probes::Child::start({.program = argv[1]}, options);
  if (!child) {
    std::cerr << child.error().message << '\n';
    return 1;
  }
  std::cout << child->pid() << '\n' << std::flush;
  static_cast<void>(child->wait(tidemark::Deadline::in(std::chrono::hours(1))));
}
