// tidemark lists: works on block lists themselves, without visiting anything.
#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/lists/convert.hpp"

namespace tidemark::cli {

void add_lists_command(CLI::App& app, ExitCode& exit) {
  CLI::App* lists = app.add_subcommand("lists", "Work on block lists, without visiting anything");
  lists->require_subcommand(1);
  add_convert_command(*lists, exit);
}

}  // namespace tidemark::cli
