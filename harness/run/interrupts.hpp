// Ctrl-C and its relatives, as something to poll.
#pragma once

#include <signal.h>

#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

// Takes SIGINT, SIGTERM and SIGHUP from the calling thread and all threads that it starts later,
// until destroyed. One per process.
class Interrupts {
 public:
  [[nodiscard]] static Result<Interrupts> watch();
  Interrupts(Interrupts&& other) noexcept = default;
  Interrupts& operator=(Interrupts&&) = delete;
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
  ~Interrupts();

  // Readable when a signal has come.
  [[nodiscard]] int fd() const { return signals_.get(); }
  // Takes in what has come since.
  void turn();
  // How many have come.
  [[nodiscard]] int count() const { return count_; }
  // The first of them, 0 for none.
  [[nodiscard]] int first() const { return first_; }

 private:
  Interrupts(UniqueFd signals, const sigset_t& before)
      : signals_(std::move(signals)), before_(before) {}

  UniqueFd signals_;
  sigset_t before_;
  int count_ = 0;
  int first_ = 0;
};

}  // namespace tidemark::harness
