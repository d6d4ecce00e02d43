// Where process facts come from: the kernel through libproc2, or a test.
#pragma once

#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/sampling/process_record.hpp"

namespace tidemark::probes {

class ProcessSource {
 public:
  ProcessSource() = default;
  ProcessSource(const ProcessSource&) = delete;
  ProcessSource& operator=(const ProcessSource&) = delete;
  virtual ~ProcessSource() = default;

  // Every process of this machine, zombies and threads' leaders included, without command line and
  // descriptors. Not atomic: a process may appear twice removed from its parent, or have ended
  // since.
  [[nodiscard]] virtual Result<std::vector<ProcessFacts>> sweep() = 0;
  // Adds command line and descriptors to the facts of one process; leaves absent what is withheld.
  virtual void describe(ProcessFacts& facts) = 0;
  // kGone, kDenied.
  [[nodiscard]] virtual Result<MemoryFacts> memory(const ProcessId& id) = 0;
};

}  // namespace tidemark::probes
