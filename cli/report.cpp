// `tidemark report`: renders a recorded run again.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/comparison_report.hpp"
#include "cli/rejudge.hpp"
#include "cli/run_report.hpp"
#include "harness/record/run_json.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

struct ReportOptions {
  std::string folder;
  std::string out;
  bool judge = false;
  RejudgeOptions rules;
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

// A comparison is always made anew from the recordings of its runs.
ExitCode report_comparison(const ReportOptions& options) {
  const std::filesystem::path folder(options.folder);
  const auto record =
      read_comparison(folder, options.judge ? std::optional(options.rules) : std::nullopt);
  if (!record) return fail(record.error());
  const auto file = options.out.empty() ? folder / kReportFile : std::filesystem::path(options.out);
  if (const auto written = write_comparison_page(*record, file); !written) {
    return fail(written.error());
  }
  if (const auto shown = show_comparison(*record, file, options.json, options.quiet); !shown) {
    return fail(shown.error());
  }
  return options.judge ? exit_code_of(record->verdict) : ExitCode::kPass;
}

ExitCode run_report(const ReportOptions& options) {
  const std::filesystem::path folder(options.folder);
  if (is_comparison(folder)) return report_comparison(options);
  auto run = read_kept_run(folder);
  if (!run) return fail(run.error());
  if (options.judge) {
    if (const auto judged = rejudge(*run, options.rules); !judged) return fail(judged.error());
  }
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
  if (!shown) return fail(shown.error());
  return options.judge ? exit_code_of(run->record.verdict) : ExitCode::kPass;
}

}  // namespace

void add_report_command(CLI::App& app, ExitCode& exit) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App* report =
      app.add_subcommand("report", "Show a recorded run again and write its report.html.");
  report->add_option("run", options->folder, "Folder of the run")->type_name("RUN")->required();
  report->add_option("--out", options->out, "Write the HTML report here, not into the run's folder")
      ->type_name("FILE");
  CLI::Option* judge = report->add_flag(
      "--judge", options->judge,
      "Judge the recording again and show that; run.json stays as it is. Ends with 0, 1 or 3");
  report->add_option("--warm-up", options->rules.warm_up, "Cycles that do not count")
      ->type_name("N")
      ->check(CLI::Range(0, 1'000'000))
      ->needs(judge);
  report
      ->add_option("--persist", options->rules.persist,
                   "Rest points over which an excess must persist (2)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->needs(judge);
  report
      ->add_option("--require", options->rules.require,
                   "Resources that decide: processes, zombies, descriptors, directories, memory")
      ->type_name("LIST")
      ->delimiter(',')
      ->needs(judge);
  report
      ->add_option("--mutes", options->rules.mutes,
                   "Leaks that are known and do not count until the day that FILE says (JSON, "
                   "docs/mutes.md)")
      ->type_name("FILE")
      ->needs(judge);
  report->add_flag("--json", options->json, "Print the record of the run instead (tidemark.run/1)");
  report->add_flag("--quiet", options->quiet, "Print nothing but errors");
  report->footer(
      "Works on a run that was killed, too: what was recorded until then is shown. Ends with 0 "
      "once "
      "the report\nis written, whatever the run's verdict; with --judge by the verdict.");
  report->callback([options, &exit] {
    options->rules.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    exit = run_report(*options);
  });
}

}  // namespace tidemark::cli
