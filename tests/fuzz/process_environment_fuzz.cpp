// Whatever a process has as arguments, environment and status, reading them ends, and its launcher
// is decided.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "probes/orphans/launcher.hpp"
#include "probes/orphans/process_environment.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark::probes;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> line = split_arguments(text);
  std::size_t length = 0;
  for (const std::string& argument : line) length += argument.size() + 1;
  if (length > size + 1) std::abort();
  const Automation automation = automation_of(line);
  if (launcher_name(automation.launcher).empty()) std::abort();
  if (automation.pipe && !automation.automated) std::abort();
  (void)is_automated_part(line);
  (void)scratch_name(text);
  const auto value = environment_value(text, "TMPDIR");
  if (value && value->size() >= size) std::abort();
  (void)exec_pid_of_systemd(text);
  (void)parse_status(text);
  return 0;
}
