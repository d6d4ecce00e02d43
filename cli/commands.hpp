// One function per subcommand: it adds the subcommand's options to the program and runs it when
// chosen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

// Each registers its subcommand; when the user chose it, parsing runs it and stores how it ended in
// `exit`.
void add_sites_command(CLI::App& app, ExitCode& exit);
void add_analyze_command(CLI::App& app, ExitCode& exit);
// `command` is what follows `--` on the command line (command_line.hpp).
void add_run_command(CLI::App& app, const std::optional<std::vector<std::string>>& command,
                     ExitCode& exit);
// `command` as above.
void add_watch_command(CLI::App& app, const std::optional<std::vector<std::string>>& command,
                       ExitCode& exit);
void add_lists_command(CLI::App& app, ExitCode& exit);
void add_report_command(CLI::App& app, ExitCode& exit);
void add_orphans_command(CLI::App& app, ExitCode& exit);
void add_doctor_command(CLI::App& app, ExitCode& exit);

}  // namespace tidemark::cli
