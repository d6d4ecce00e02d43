// Whatever /proc/PID/smaps_rollup says, parsing it ends, and what is told is no more than was
// there.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "probes/sampling/memory_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const tidemark::probes::MemoryFacts facts = tidemark::probes::parse_smaps_rollup(text);
  const bool has_pss = text.find("Pss:") != std::string_view::npos;
  const bool has_private = text.find("Private_Clean:") != std::string_view::npos &&
                           text.find("Private_Dirty:") != std::string_view::npos;
  if ((facts.pss && !has_pss) || (facts.uss && !has_private)) std::abort();
  return 0;
}
