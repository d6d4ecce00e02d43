#include "probes/orphans/weigh.hpp"

#include "probes/sampling/memory_reader.hpp"

namespace tidemark::probes {

Reading<Bytes> memory_of(std::span<const ProcessId> processes) {
  Bytes sum;
  for (const ProcessId& id : processes) {
    const auto memory = read_memory(id);
    if (!memory && memory.error().code == ErrorCode::kGone) continue;
    if (!memory) return absence_of(memory.error().code);
    if (!memory->pss) return memory->pss.why();
    sum += *memory->pss;
  }
  return sum;
}

}  // namespace tidemark::probes
