// Whatever /proc/PID/stat and /proc/PID/io say, parsing them ends, and a name is never longer than
// what stands between its parentheses.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "probes/sampling/io_reader.hpp"
#include "probes/sampling/stat_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const tidemark::probes::KernelUnits units;
  const auto facts = tidemark::probes::parse_stat(text, units);
  if (facts && facts->name.size() + 4 > text.size()) std::abort();
  const auto io = tidemark::probes::parse_io(text);
  if (io.read && text.find("rchar:") == std::string_view::npos) std::abort();
  return 0;
}
