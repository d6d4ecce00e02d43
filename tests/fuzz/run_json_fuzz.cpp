// Whatever bytes a run.json holds: it is refused with a sentence, or read so that it can be written
// and read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "harness/record/run_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  namespace harness = tidemark::harness;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto record = harness::parse_run(text, "run.json");
  if (!record) {
    if (record.error().message.empty()) std::abort();
    return 0;
  }
  const auto written = harness::to_json(*record);
  const auto again = harness::parse_run(written, "run.json");
  if (!again || harness::to_json(*again) != written) std::abort();
  return 0;
}
