#include "cli/lists/apply.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/lists/advice_selection.hpp"
#include "cli/lists/change_report.hpp"
#include "cli/lists/list_changes.hpp"
#include "cli/log.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

struct ApplyOptions {
  std::string file;
  AdviceSelection selection;
  ChangeOptions change;
  bool reviews = false;
  bool json = false;
  bool quiet = false;
};

struct UndoOptions {
  std::vector<std::string> lists;
  ChangeOptions change;
  bool json = false;
  bool quiet = false;
};

ExitCode fail(const Error& error) {
  spdlog::error("{}", printable(error.message, 800));
  return exit_code_of(error.code);
}

Result<void> put(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return failure(ErrorCode::kIo,
                   "write to standard output: nobody reads it, or the disk is full");
  }
  return {};
}

std::size_t changed(const std::vector<ListChange>& changes) {
  return static_cast<std::size_t>(std::ranges::count_if(
      changes, [](const ListChange& change) { return !change.edits.empty(); }));
}

void tell_end(const std::vector<ListChange>& changes, const ApplyOptions& options,
              std::size_t unsure) {
  if (unsure > 0) {
    spdlog::info("{} less sure left out; --min-confidence low shows them", unsure);
  }
  const std::size_t lists = changed(changes);
  if (lists == 0) {
    spdlog::info("nothing to change");
  } else if (options.change.write) {
    spdlog::info("{} list{} changed; `tidemark lists undo --write` takes it back", lists,
                 lists == 1 ? "" : "s");
  } else if (options.reviews) {
    spdlog::info("nothing was changed; `tidemark lists apply --write` does it");
  } else {
    spdlog::info("nothing was changed; --write does it");
  }
}

ExitCode apply(const ApplyOptions& given) {
  ApplyOptions options = given;
  auto file = analyzer::load_recommendations(options.file);
  if (!file) return fail(file.error());
  if (const auto lists = replace_lists(*file, options.selection); !lists)
    return fail(lists.error());
  const auto selected = select_advice(*file, options.selection);
  if (!selected) return fail(selected.error());
  auto journal = journal_folder(options.change.journal);
  if (!journal) return fail(journal.error());
  options.change.journal = *std::move(journal);
  auto changes = plan_advice(*file, selected->chosen, options.change);
  if (!changes) return fail(changes.error());
  const bool write = options.change.write;
  // Text says what will be done and comes first, so that a full pipe or disk cannot hide a change;
  // JSON says what was done.
  const std::string said =
      options.json ? change_json(*changes, write, selected->unsure) : change_text(*changes);
  if (!options.json) {
    if (const auto shown = put(said); !shown) return fail(shown.error());
  }
  if (write) {
    if (const auto written = write_changes(*changes); !written) return fail(written.error());
  }
  if (options.json) {
    if (const auto shown = put(said); !shown) return fail(shown.error());
  }
  tell_end(*changes, options, selected->unsure);
  return ExitCode::kPass;
}

ExitCode undo(const UndoOptions& given) {
  UndoOptions options = given;
  auto journal = journal_folder(options.change.journal);
  if (!journal) return fail(journal.error());
  options.change.journal = *std::move(journal);
  auto changes = plan_undo(options.lists, options.change);
  if (!changes) return fail(changes.error());
  const std::string said =
      options.json ? change_json(*changes, options.change.write, 0) : change_text(*changes);
  if (!options.json) {
    if (const auto shown = put(said); !shown) return fail(shown.error());
  }
  if (options.change.write) {
    if (const auto written = write_undo(*changes); !written) return fail(written.error());
    spdlog::info("{} list{} as before", changes->size(), changes->size() == 1 ? "" : "s");
  } else {
    spdlog::info("nothing was changed; --write does it");
  }
  if (options.json) {
    if (const auto shown = put(said); !shown) return fail(shown.error());
  }
  return ExitCode::kPass;
}

void add_change_options(CLI::App& command, ChangeOptions& options) {
  command
      .add_option("--journal", options.journal,
                  "The folder that keeps what takes changes back (default: tidemark/undo in "
                  "$XDG_STATE_HOME or ~/.local/state)")
      ->type_name("DIR");
}

std::shared_ptr<ApplyOptions> add_options(CLI::App& command) {
  const auto options = std::make_shared<ApplyOptions>();
  command
      .add_option("FILE", options->file,
                  "The recommendations.json that `tidemark analyze --report` wrote")
      ->required();
  add_selection_options(command, options->selection);
  add_change_options(command, options->change);
  command.add_flag("--with-twin", options->change.twins,
                   "Add or remove the www or apex twin of each name, too");
  command.add_flag("--json", options->json, "Print JSON instead of text");
  command.add_flag("--quiet", options->quiet, "No messages but errors on standard error");
  return options;
}

}  // namespace

void add_review_command(CLI::App& lists, ExitCode& exit) {
  CLI::App* review = lists.add_subcommand(
      "review", "Show what recommendations would change in the list files, and why");
  const auto options = add_options(*review);
  options->reviews = true;
  review->callback([options, &exit] {
    set_up_log(options->quiet);
    exit = apply(*options);
  });
}

void add_apply_command(CLI::App& lists, ExitCode& exit) {
  CLI::App* command = lists.add_subcommand(
      "apply", "Edit the list files as recommended; without --write only show what would change");
  const auto options = add_options(*command);
  command->add_flag("--write", options->change.write, "Change the files");
  command->callback([options, &exit] {
    set_up_log(options->quiet);
    exit = apply(*options);
  });
}

void add_undo_command(CLI::App& lists, ExitCode& exit) {
  CLI::App* command = lists.add_subcommand(
      "undo", "Take the last applied change back; without --write only show what would change");
  const auto options = std::make_shared<UndoOptions>();
  command->add_option("LIST", options->lists, "The list files (default: all of the latest change)");
  add_change_options(*command, options->change);
  command->add_flag("--write", options->change.write, "Change the files");
  command->add_flag("--json", options->json, "Print JSON instead of text");
  command->add_flag("--quiet", options->quiet, "No messages but errors on standard error");
  command->callback([options, &exit] {
    set_up_log(options->quiet);
    exit = undo(*options);
  });
}

}  // namespace tidemark::cli
