#include "harness/run/interrupts.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>

namespace tidemark::harness {

Result<Interrupts> Interrupts::watch() {
  sigset_t watched;
  ::sigemptyset(&watched);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&watched, number);
  sigset_t before;
  if (const int error = ::pthread_sigmask(SIG_BLOCK, &watched, &before); error != 0) {
    return system_failure("block signals", error);
  }
  UniqueFd signals(::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals) {
    const int error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return system_failure("watch signals", error);
  }
  return Interrupts(std::move(signals), before);
}

Interrupts::~Interrupts() {
  if (!signals_) return;
  turn();  // what is still pending would end us now
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interrupts::turn() {
  signalfd_siginfo signal{};
  while (::read(signals_.get(), &signal, sizeof signal) == sizeof signal) {
    if (count_++ == 0) first_ = static_cast<int>(signal.ssi_signo);
  }
}

}  // namespace tidemark::harness
