// Whatever a process writes into its argument area, splitting it is bounded and every role is
// decided.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "probes/sampling/command_line.hpp"
#include "probes/sampling/role.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark::probes;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ProcessFacts facts;
  facts.name = std::string(text.substr(0, 15));
  facts.command_line = parse_command_line(text);
  std::size_t length = 0;
  for (const std::string& argument : facts.command_line) length += argument.size() + 1;
  if (length > kMaxCommandLine + 1) std::abort();
  for (const bool is_root : {false, true}) {
    const Role role = role_of(facts, is_root);
    if (role_from_name(role_name(role)) != role) std::abort();
  }
  return 0;
}
