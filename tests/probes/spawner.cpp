// spawner PROGRAM: starts PROGRAM with a parent-death signal, prints its pid and waits to be
// killed.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <iostream>

#include "probes/process/child.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  auto child =
      tidemark::probes::Child::start({.program = argv[1]}, {.parent_death_signal = SIGKILL});
  if (!child) {
    std::cerr << child.error().message << '\n';
    return 1;
  }
  std::cout << child->pid() << '\n' << std::flush;
  static_cast<void>(child->wait(tidemark::Deadline::in(std::chrono::hours(1))));
}
