// What the probes know about one process. Plain data: reports and verdicts include this and nothing
// else of the sampling code. A fact that the kernel withholds is absent, never zero.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"

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
  Reading<Bytes> rss = {};
  Reading<int> threads = {};
  Reading<int> descriptors = {};
  std::chrono::microseconds cpu{};  // user and system time so far, without children
  SteadyTime started{};             // with the kernel's resolution of a clock tick (10 ms)
};

// The dearest ones: reading them walks the page tables of the process under its mm lock.
struct MemoryFacts {
  Reading<Bytes> pss = Absence::kUnsupported;
  Reading<Bytes> uss = Absence::kUnsupported;
  Reading<Bytes> pss_anon = Absence::kUnsupported;  // since Linux 5.9
  Reading<Bytes> swap_pss = Absence::kUnsupported;

  friend bool operator==(const MemoryFacts&, const MemoryFacts&) = default;
};

// What a process has read and written since its start, in all and from or to the disk.
struct IoFacts {
  Reading<Bytes> read = Absence::kUnsupported;
  Reading<Bytes> written = Absence::kUnsupported;
  Reading<Bytes> read_from_disk = Absence::kUnsupported;
  Reading<Bytes> written_to_disk = Absence::kUnsupported;

  friend bool operator==(const IoFacts&, const IoFacts&) = default;
};

// How many descriptors of each kind: "file", "pipe", "socket listening", ...
// (descriptor_kinds.hpp).
using DescriptorKinds = std::map<std::string, int>;

// What is not read on every tick.
struct ProcessDetail {
  Reading<MemoryFacts> memory = {};
  Reading<IoFacts> io = {};
  Reading<DescriptorKinds> descriptor_kinds = {};
  // How long reading the memory facts took: at most so long the process's own page faults and mmap
  // calls had to wait for us.
  std::chrono::microseconds memory_took{};

  friend bool operator==(const ProcessDetail&, const ProcessDetail&) = default;
};

[[nodiscard]] inline bool is_zombie(const ProcessFacts& facts) {
  return facts.state == 'Z' || facts.state == 'X';
}

}  // namespace tidemark::probes
