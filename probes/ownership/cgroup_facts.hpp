// What the kernel's accounting says about a control group. Plain data.
#pragma once

#include "probes/base/bytes.hpp"
#include "probes/base/reading.hpp"

namespace tidemark::probes {

// Memory counts page cache and tmpfs (/dev/shm) too: current is about anon + file + kernel, with
// everything below the group included.
struct CgroupFacts {
  int version = 0;  // hierarchy that the memory was read from: 1 or 2; 0: neither has it
  Reading<Bytes> current = {};
  Reading<Bytes> peak = {};        // v2: since Linux 5.19
  Reading<Bytes> anon = {};        // v1: total_rss
  Reading<Bytes> file = {};        // v1: total_cache
  Reading<Bytes> kernel = {};      // v2: since Linux 5.18
  Reading<int> pids_current = {};  // processes and threads
  Reading<int> pids_peak = {};     // since Linux 6.1

  friend bool operator==(const CgroupFacts&, const CgroupFacts&) = default;
};

}  // namespace tidemark::probes
