// The kernel's view of the processes, through procps' libproc2.
#pragma once

#include <memory>
#include <vector>

#include "probes/sampling/process_source.hpp"

struct pids_info;

namespace tidemark::probes {

// Owns a libproc2 context. One thread at a time.
class LibprocSource final : public ProcessSource {
 public:
  // kUnavailable where /proc is not mounted.
  [[nodiscard]] static Result<std::unique_ptr<LibprocSource>> create();
  ~LibprocSource() override;

  [[nodiscard]] Result<std::vector<ProcessFacts>> sweep() override;
  void describe(ProcessFacts& facts) override;
  [[nodiscard]] Result<MemoryFacts> memory(const ProcessId& id) override;

 private:
  explicit LibprocSource(pids_info* context) : context_(context) {}
  pids_info* context_;
};

}  // namespace tidemark::probes
