// One function per subcommand: it adds the subcommand's options to the program and runs it when
// chosen.
#pragma once

#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

// Each registers its subcommand; when the user chose it, parsing runs it and stores how it ended in
// `exit`.
void add_sites_command(CLI::App& app, ExitCode& exit);
void add_analyze_command(CLI::App& app, ExitCode& exit);
void add_report_command(CLI::App& app, ExitCode& exit);
void add_doctor_command(CLI::App& app, ExitCode& exit);

}  // namespace tidemark::cli
