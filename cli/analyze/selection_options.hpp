// Which of the input's domains to take: the options of `tidemark analyze` about a part of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct SelectionOptions {
  std::vector<std::string> only;  // names of states, or kNewDomain
  std::vector<std::string> skip;
  std::size_t sample_size = 0;  // 0: all
  std::uint64_t seed = 1;

  [[nodiscard]] bool by_state() const { return !only.empty() || !skip.empty(); }
};

// Stands among the states for a domain that the store has nothing of.
inline constexpr const char* kNewDomain = "new";

void add_selection_options(CLI::App& command, SelectionOptions& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(SelectionOptions& options);

}  // namespace tidemark::cli
