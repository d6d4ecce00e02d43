// `tidemark lists review`, `apply` and `undo`: recommendations into the list files, and out again.
#pragma once

#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

void add_review_command(CLI::App& lists, ExitCode& exit);
void add_apply_command(CLI::App& lists, ExitCode& exit);
void add_undo_command(CLI::App& lists, ExitCode& exit);

}  // namespace tidemark::cli
