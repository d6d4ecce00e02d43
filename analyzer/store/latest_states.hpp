// What earlier runs said of each domain, for choosing which to visit again.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>

#include "analyzer/result/domain_result.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// The state of every domain in the store at its latest visit, however long ago. Nothing where there
// is no store yet. kUnavailable: of another version; kBadInput: damaged, or no store.
[[nodiscard]] Result<std::unordered_map<std::string, State>> latest_states(
    const std::filesystem::path& store);

}  // namespace tidemark::analyzer
