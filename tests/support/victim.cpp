#include "tests/support/victim.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "probes/process/pidfd.hpp"
#include "probes/process/reap.hpp"

namespace tidemark::test {
namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << why << '\n';
  std::abort();
}

probes::Child start(const std::string& name, std::vector<std::string> arguments,
                    probes::StartOptions options, UniqueFd& output) {
  Pipe pipe = Pipe::open();
  // A test that is killed by its time limit runs no destructors.
  if (!options.parent_death_signal) options.parent_death_signal = SIGKILL;
  options.descriptors.push_back({.theirs = 1, .ours = pipe.write.get()});
  auto child = probes::Child::start(
      {.program = victim_path(name), .arguments = std::move(arguments)}, options);
  if (!child) give_up(child.error().message);
  output = std::move(pipe.read);
  return std::move(*child);
}

}  // namespace

Pipe Pipe::open() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) give_up("no pipe");
  return {.read = UniqueFd(ends[0]), .write = UniqueFd(ends[1])};
}

std::optional<std::string> read_line(int fd) {
  const Deadline deadline = soon();
  std::string line;
  for (;;) {
    pollfd readable{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&readable, 1, static_cast<int>(deadline.remaining().count()));
    if (ready < 0 && errno == EINTR) continue;
    char byte = 0;
    if (ready <= 0 || ::read(fd, &byte, 1) != 1) return std::nullopt;
    if (byte == '\n') return line;
    line += byte;
  }
}

std::vector<std::string> read_lines(int fd) {
  std::vector<std::string> lines;
  while (auto line = read_line(fd)) {
    if (*line == "end") break;
    lines.push_back(*line);
  }
  return lines;
}

std::filesystem::path victim_path(const std::string& name) {
  const auto self = std::filesystem::read_symlink("/proc/self/exe");
  return self.parent_path().parent_path() / "victims" / name;
}

void clean_up_orphan(Pid pid) {
  const auto pidfd = probes::open_pidfd(pid);
  if (!pidfd) return;
  static_cast<void>(probes::send_signal(pidfd->get(), SIGKILL));
  if (probes::wait_ended(pidfd->get(), soon())) probes::reap_ending_child(pid);
}

Victim::Victim(const std::string& name, std::vector<std::string> arguments,
               probes::StartOptions options)
    : child_(start(name, std::move(arguments), std::move(options), output_)) {}

std::vector<Pid> Victim::ready() {
  std::istringstream words(line().value_or(""));
  std::string word;
  words >> word;
  std::vector<Pid> pids;
  if (word == "ready") {
    for (Pid pid = 0; words >> pid;) pids.push_back(pid);
  }
  return pids;
}

}  // namespace tidemark::test
