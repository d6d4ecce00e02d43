// tidemark lists: works on block lists themselves, without visiting anything.
#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/lists/apply.hpp"
#include "cli/lists/convert.hpp"
#include "cli/lists/variants.hpp"

namespace tidemark::cli {

void add_lists_command(CLI::App& app, ExitCode& exit) {
  CLI::App* lists = app.add_subcommand("lists", "Work on block lists, without visiting anything");
  lists->require_subcommand(1);
  add_convert_command(*lists, exit);
  add_review_command(*lists, exit);
  add_apply_command(*lists, exit);
  add_undo_command(*lists, exit);
  add_variants_command(*lists, exit);
}

}  // namespace tidemark::cli
