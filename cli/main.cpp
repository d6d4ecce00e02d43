// The program: reads the command line, runs one subcommand, turns how it ended into an exit code.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "analyzer/browser/guard.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "harness/selftest/planter.hpp"
#include "harness/selftest/plants.hpp"
#include "harness/subject/supervisor.hpp"
#include "probes/base/printable.hpp"

namespace {

using tidemark::printable;
using tidemark::cli::ExitCode;

// What is wrong with the command line. CLI11 reports a missing subcommand before an unknown one.
std::string explain(const CLI::App& app, const CLI::ParseError& wrong, int argc, char** argv) {
  if (app.get_subcommands().empty() && argc > 1) {
    return "there is no command or option '" + printable(argv[1]) + "'";
  }
  return printable(wrong.what(), 500);
}

// Where a standard descriptor is closed, the next file or socket that is opened would get its
// number: "standard input" would then be our own event queue. Open the wrong way round they fail
// when used, as closed ones do.
void fill_standard_descriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    // The lowest free number is the one that is closed.
    (void)::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

int run(int argc, char** argv) {
  CLI::App app(
      "Analyses domains with a real browser without ever leaking one, and proves the same of any\n"
      "program that drives browsers.",
      "tidemark");
  app.set_version_flag("--version", "tidemark " TIDEMARK_VERSION);
  app.require_subcommand(1);

  ExitCode exit = ExitCode::kPass;
  tidemark::cli::add_analyze_command(app, exit);
  const auto line = tidemark::cli::split_command_line({argv, static_cast<std::size_t>(argc)});
  tidemark::cli::add_run_command(app, line.other, exit);
  tidemark::cli::add_watch_command(app, line.other, exit);
  tidemark::cli::add_sites_command(app, exit);
  tidemark::cli::add_lists_command(app, exit);
  tidemark::cli::add_report_command(app, exit);
  tidemark::cli::add_orphans_command(app, exit);
  tidemark::cli::add_doctor_command(app, exit);

  try {
    app.parse(line.own, argv);
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help);
  } catch (const CLI::ParseError& wrong) {
    fmt::print(stderr, "tidemark: {}\nTry `tidemark --help` or `tidemark COMMAND --help`.\n",
               explain(app, wrong, argc, argv));
    return static_cast<int>(ExitCode::kUsage);
  }
  return static_cast<int>(exit);
}

}  // namespace

int main(int argc, char** argv) {
  // The helper processes that Tidemark starts of itself.
  if (argc == 2 && argv[1] == tidemark::analyzer::kGuardArgument) {
    return tidemark::analyzer::run_guard(tidemark::analyzer::kGuardControlFd);
  }
  if (argc == 2 && argv[1] == std::string_view(tidemark::harness::kSupervisorArgument)) {
    return tidemark::harness::run_supervisor(tidemark::harness::kSupervisorControl);
  }
  if ((argc == 2 || argc == 3) &&
      argv[1] == std::string_view(tidemark::harness::kPlanterArgument)) {
    return tidemark::harness::run_planter(argc == 3 ? argv[2] : "");
  }
  fill_standard_descriptors();
  // A reader that goes away must show as a write error, not end us without clean-up.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception& broken) {
    fmt::print(stderr, "tidemark: internal error: {}\n", printable(broken.what()));
    return static_cast<int>(ExitCode::kEnvironment);
  }
}
