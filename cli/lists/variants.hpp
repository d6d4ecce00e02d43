// `tidemark lists variants`: which twins of listed names resolve, as recommendations.
#pragma once

#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

void add_variants_command(CLI::App& lists, ExitCode& exit);

}  // namespace tidemark::cli
