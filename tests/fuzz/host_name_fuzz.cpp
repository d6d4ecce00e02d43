// Whatever a name is written as, it becomes one that stays the same when read again, or a reason.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "analyzer/names/host_name.hpp"
#include "analyzer/names/public_suffix.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark::analyzer;
  HostName name;
  if (const auto fault = name.read({reinterpret_cast<const char*>(data), size})) {
    if (to_string(*fault).empty()) std::abort();
    return 0;
  }
  const std::string first(name.text());
  if (first.empty() || first.size() > HostName::kLongest || first.ends_with('.')) std::abort();
  if (name.read(first) || name.text() != first) std::abort();
  (void)is_public_suffix(first);
  if (!first.ends_with(registrable_domain(first))) std::abort();
  return 0;
}
