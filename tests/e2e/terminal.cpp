#include "tests/e2e/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

extern char** environ;  // NOLINT

namespace tidemark::test {
namespace {

UniqueFd open_master() {
  UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master || ::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0) {
    throw std::runtime_error("no pseudo-terminal");
  }
  return master;
}

UniqueFd open_slave(const UniqueFd& master) {
  std::array<char, 128> name{};
  if (::ptsname_r(master.get(), name.data(), name.size()) != 0) {
    throw std::runtime_error("a pseudo-terminal without a name");
  }
  return UniqueFd(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
}

probes::Child start(const Arguments& arguments, const std::filesystem::path& scratch,
                    const Arguments& more, int terminal) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!text.starts_with("TMPDIR=") && !text.starts_with("TERM=") && !text.starts_with("LC_") &&
        !text.starts_with("LANG=") && !text.starts_with("NO_COLOR=")) {
      environment.emplace_back(text);
    }
  }
  environment.insert(environment.end(), {"TMPDIR=" + scratch.string(), "LANG=C.UTF-8"});
  environment.insert(environment.end(), more.begin(), more.end());
  environment.emplace_back("TERM=xterm-256color");  // the first one counts
  Arguments line{"--ctty", TIDEMARK_PROGRAM};
  line.insert(line.end(), arguments.begin(), arguments.end());
  // In our group, so that setsid need not fork and the program is our own child.
  auto child = probes::Child::start(
      {.program = "setsid", .arguments = line, .environment = std::move(environment)},
      {.group = probes::Group::kOurs,
       .descriptors = {{0, terminal}, {1, terminal}, {2, terminal}}});
  if (!child) throw std::runtime_error(child.error().message);
  return std::move(*child);
}

}  // namespace

Terminal::Terminal(const Arguments& arguments, const std::filesystem::path& scratch,
                   const Arguments& environment)
    : master_(open_master()), slave_(open_slave(master_)), child_([&] {
        ::tcgetattr(slave_.get(), &before_);
        resize(80, 24);
        return start(arguments, scratch, environment, slave_.get());
      }()) {}

void Terminal::resize(unsigned short columns, unsigned short rows) {
  const winsize size{.ws_row = rows, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  ::ioctl(master_.get(), TIOCSWINSZ, &size);
}

void Terminal::type(std::string_view keys) {
  static_cast<void>(!::write(master_.get(), keys.data(), keys.size()));
}

bool Terminal::read_some(Milliseconds patience) {
  pollfd readable{.fd = master_.get(), .events = POLLIN, .revents = 0};
  if (::poll(&readable, 1, static_cast<int>(patience.count())) <= 0) return false;
  std::array<char, 8192> buffer{};
  const ssize_t count = ::read(master_.get(), buffer.data(), buffer.size());
  if (count <= 0) return false;
  output_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

bool Terminal::wait_for(std::string_view text) {
  const Deadline deadline = Deadline::in(std::chrono::seconds(20));
  while (true) {
    const std::size_t at = output_.find(text, seen_);
    if (at != std::string::npos) {
      seen_ = at + text.size();
      return true;
    }
    if (deadline.passed()) return false;
    static_cast<void>(read_some(std::min(deadline.remaining(), Milliseconds(200))));
  }
}

std::optional<probes::ExitStatus> Terminal::wait_for_end() {
  const Deadline deadline = Deadline::in(std::chrono::seconds(30));
  while (!deadline.passed()) {
    static_cast<void>(read_some(Milliseconds(50)));
    if (const auto status = child_.poll()) {
      while (read_some(Milliseconds(0))) {
      }
      return status;
    }
  }
  return {};
}

bool Terminal::restored() const {
  termios now{};
  ::tcgetattr(slave_.get(), &now);
  return now.c_iflag == before_.c_iflag && now.c_oflag == before_.c_oflag &&
         now.c_lflag == before_.c_lflag &&
         std::memcmp(now.c_cc, before_.c_cc, sizeof now.c_cc) == 0;
}

}  // namespace tidemark::test
