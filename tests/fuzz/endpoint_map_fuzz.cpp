// Where a --map rule leads is always an address and a port, and a rule that was accepted is there.
// One rule per line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "analyzer/dns/endpoint_map.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  tidemark::analyzer::EndpointMap map;
  bool accepted = false;
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    if (!map.add(line)) continue;
    accepted = true;
    // An accepted rule for every host and port leaves nothing to DNS.
    if (line.starts_with("*=") && !map.find("any.example", 1)) std::abort();
  }
  if (map.empty() == accepted) std::abort();
  for (const std::string_view host : {"a.example", "[2001:db8::1]", "127.0.0.1", ""}) {
    const auto found = map.find(host, 443);
    if (found && (found->address.empty() || found->port == 0)) std::abort();
  }
  return 0;
}
