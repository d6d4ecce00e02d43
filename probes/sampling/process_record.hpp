// What the probes know about one process. Plain data: reports and verdicts include this and nothing
// else of the sampling code. A fact that the kernel withholds is absent, never zero.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"

namespace tidemark::probes {

// The cheap facts, read on every tick.
struct ProcessFacts {
  ProcessId id = {};
  Pid parent = 0;
  Pid group = 0;
  Pid session = 0;
  std::string name = {};  // comm: at most 15 bytes, and the process may change it
  std::vector<std::string> command_line =
      {};            // bounded; empty: a zombie, a kernel thread, or withheld
  char state = '?';  // as in proc(5): R S D T t Z X I
  std::optional<Bytes> rss = {};
  std::optional<int> threads = {};
  std::optional<int> descriptors = {};
  std::chrono::microseconds cpu{};  // user and system time so far, without children
  SteadyTime started{};             // with the kernel's resolution of a clock tick (10 ms)
};

// The dear ones: reading them walks the page tables of the process under its mm lock.
struct MemoryFacts {
  std::optional<Bytes> pss = {};
  std::optional<Bytes> uss = {};
  std::optional<Bytes> pss_anon = {};  // since Linux 5.9
  std::optional<Bytes> swap_pss = {};

  friend bool operator==(const MemoryFacts&, const MemoryFacts&) = default;
};

[[nodiscard]] inline bool is_zombie(const ProcessFacts& facts) {
  return facts.state == 'Z' || facts.state == 'X';
}

}  // namespace tidemark::probes
