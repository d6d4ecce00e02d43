// The processes of this machine, through procps' libproc2.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "probes/base/result.hpp"
#include "probes/sampling/process_record.hpp"

struct pids_info;

namespace tidemark::probes {

// Finds and describes processes: everything of ProcessFacts but command line and descriptors. Owns
// a libproc2 context; one thread at a time. Costs 14 us for each process of the machine
// (tests/bench/sweep_bench.cpp): good for one look, dear for twenty in a second (proc_source.hpp).
class LibprocSource {
 public:
  // kUnavailable where /proc is not mounted.
  [[nodiscard]] static Result<std::unique_ptr<LibprocSource>> create();
  LibprocSource(const LibprocSource&) = delete;
  LibprocSource& operator=(const LibprocSource&) = delete;
  ~LibprocSource();

  // Every process of this machine, zombies included. Not atomic: a process may appear twice removed
  // from its parent, or have ended since.
  [[nodiscard]] Result<std::vector<ProcessFacts>> sweep();
  // Those of `pids` that there are.
  [[nodiscard]] Result<std::vector<ProcessFacts>> look_at(std::span<const Pid> pids);

 private:
  explicit LibprocSource(pids_info* context) : context_(context) {}
  pids_info* context_;
};

}  // namespace tidemark::probes
