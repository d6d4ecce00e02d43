// What the commands that read lists share.
#pragma once

#include <string>
#include <vector>

#include "analyzer/tasks/input.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

// `--as pihole|pihole-allow`.
void add_dialect_option(CLI::App& command, analyzer::Dialect& dialect);

// What the user named: files, "-" for standard input, domains. kBadInput says which is none of
// them.
[[nodiscard]] Result<std::vector<analyzer::Input>> open_inputs(
    const std::vector<std::string>& texts);

}  // namespace tidemark::cli
