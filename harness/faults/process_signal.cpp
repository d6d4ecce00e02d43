#include "harness/faults/aimed_processes.hpp"
#include "harness/faults/fault_kinds.hpp"

namespace tidemark::harness {

Result<std::unique_ptr<FaultInForce>> ProcessSignal::strike() {
  const auto processes = aimed_processes(at_, reach_);
  if (!processes) return std::unexpected(processes.error());
  if (const auto sent = signal_all(*processes, number_); !sent) {
    return std::unexpected(sent.error());
  }
  return nullptr;
}

}  // namespace tidemark::harness
