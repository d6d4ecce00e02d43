// Whatever a subject calls its processes and directories: what is kept of their names is no longer
// than they are.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "harness/verdict/culprit_name.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace harness = tidemark::harness;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view task = text.substr(0, text.find('\n'));
  if (harness::program_name(text).size() > text.size() + 1) std::abort();
  if (harness::directory_pattern(text, task).size() > text.size()) std::abort();
  return 0;
}
