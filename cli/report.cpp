// `tidemark report`: renders a recorded run again.
#include <fmt/format.h>

#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/run_report.hpp"
#include "harness/record/run_json.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

struct ReportOptions {
  std::string folder;
  std::string out;
  bool json = false;
  bool quiet = false;
};

ExitCode fail(const Error& error) {
  fmt::print(stderr, "tidemark: {}\n", printable(error.message, 2000));
  return exit_code_of(error.code);
}

Result<void> print_json(const harness::RunRecord& record) {
  if (std::fputs(harness::to_json(record).c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    return failure(ErrorCode::kIo, "write to standard output: nobody reads it");
  }
  return {};
}

ExitCode run_report(const ReportOptions& options) {
  const std::filesystem::path folder(options.folder);
  const auto run = read_kept_run(folder);
  if (!run) return fail(run.error());
  const auto file = options.out.empty() ? folder / kReportFile : std::filesystem::path(options.out);
  if (const auto written = write_report(*run, file); !written) {
    auto error = written.error();
    if (options.out.empty()) error.message += "; --out FILE writes the report elsewhere";
    return fail(error);
  }
  Result<void> shown;
  if (options.json) {
    shown = print_json(run->record);
  } else if (!options.quiet) {
    shown = print_summary(run->record, file);
  }
  return shown ? ExitCode::kPass : fail(shown.error());
}

}  // namespace

void add_report_command(CLI::App& app, ExitCode& exit) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App* report =
      app.add_subcommand("report", "Show a recorded run again and write its report.html.");
  report->add_option("run", options->folder, "Folder of the run")->type_name("RUN")->required();
  report->add_option("--out", options->out, "Write the HTML report here, not into the run's folder")
      ->type_name("FILE");
  report->add_flag("--json", options->json, "Print the record of the run instead (tidemark.run/1)");
  report->add_flag("--quiet", options->quiet, "Print nothing but errors");
  report->footer(
      "Works on a run that was killed, too: what was recorded until then is shown. Ends with 0 "
      "once "
      "the report\nis written, whatever the run's verdict.");
  report->callback([options, &exit] { exit = run_report(*options); });
}

}  // namespace tidemark::cli
