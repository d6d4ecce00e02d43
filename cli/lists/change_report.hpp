// What was or would be changed in lists, for a person and for a program.
#pragma once

#include <string>
#include <vector>

#include "cli/lists/list_changes.hpp"

namespace tidemark::cli {

// A block for each list: the recommendations with their reasons, then a unified diff.
[[nodiscard]] std::string change_text(const std::vector<ListChange>& changes);
[[nodiscard]] std::string change_json(const std::vector<ListChange>& changes, bool written,
                                      std::size_t unsure);

}  // namespace tidemark::cli
