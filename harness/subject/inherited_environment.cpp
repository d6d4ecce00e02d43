#include "harness/subject/inherited_environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace tidemark::harness {
namespace {

std::string_view key_of(std::string_view entry) { return entry.substr(0, entry.find('=')); }

}  // namespace

std::vector<std::string> inherited_environment_with(const std::vector<std::string>& changes,
                                                    const std::vector<std::string>& without) {
  std::vector<std::string> environment = changes;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view inherited(*entry);
    const bool changed = std::ranges::any_of(
        changes, [&](const std::string& change) { return key_of(change) == key_of(inherited); });
    const bool removed = std::ranges::find(without, key_of(inherited)) != without.end();
    if (!changed && !removed) environment.emplace_back(inherited);
  }
  return environment;
}

}  // namespace tidemark::harness
