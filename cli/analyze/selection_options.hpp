// Which of the input's domains to take: the options of `tidemark analyze` about a part of it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct SelectionOptions {
  std::size_t sample_size = 0;  // 0: all
  std::uint64_t seed = 1;
};

void add_selection_options(CLI::App& command, SelectionOptions& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(SelectionOptions& options);

}  // namespace tidemark::cli
