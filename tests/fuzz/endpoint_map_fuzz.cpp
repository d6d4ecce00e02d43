// No --map rule can add a second rule to what Chromium is told, and what was mapped is found again.
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
  std::ptrdiff_t accepted = 0;
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    if (map.add(line)) ++accepted;
  }
  const std::string rules = map.chromium_rules();
  const auto count = [&](char c) { return std::count(rules.begin(), rules.end(), c); };
  if (map.empty() != (accepted == 0) || map.empty() != rules.empty()) std::abort();
  // A repeated rule is accepted, but not added: there are at most as many as were accepted.
  const std::ptrdiff_t told = map.empty() ? 0 : count(',') + 1;
  if (told > accepted || count(' ') != 2 * told || count('\n') != 0) std::abort();
  (void)map.find("a.example", 443);
  return 0;
}
