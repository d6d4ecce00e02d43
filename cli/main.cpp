// The program: reads the command line, runs one subcommand, turns how it ended into an exit code.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"

namespace {

using tidemark::cli::ExitCode;

int run(int argc, char** argv) {
  CLI::App app("Analyses domains with a real browser without ever leaking one, and proves the same of any "
               "program that drives browsers.",
               "tidemark");
  app.set_version_flag("--version", "tidemark " TIDEMARK_VERSION);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::help);

  ExitCode exit = ExitCode::kPass;
  tidemark::cli::add_sites_command(app, exit);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help);
  } catch (const CLI::ParseError& wrong) {
    fmt::print(stderr, "tidemark: {}\nTry `tidemark --help` or `tidemark COMMAND --help`.\n", wrong.what());
    return static_cast<int>(ExitCode::kUsage);
  }
  return static_cast<int>(exit);
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away must show as a write error, not end us without clean-up.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception& broken) {
    fmt::print(stderr, "tidemark: internal error: {}\n", broken.what());
    return static_cast<int>(ExitCode::kEnvironment);
  }
}
