#include "cli/analyze/rescore_run.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "analyzer/rescoring/rescore.hpp"
#include "analyzer/store/store_file.hpp"
#include "analyzer/store/store_lease.hpp"
#include "cli/analyze/assessed_output.hpp"
#include "cli/analyze/assessment_scope.hpp"
#include "cli/analyze/files_in_use.hpp"
#include "cli/analyze/open_store.hpp"
#include "cli/analyze/progress_line.hpp"
#include "cli/analyze/result_output.hpp"
#include "cli/analyze/run_summary.hpp"
#include "cli/analyze/write_report.hpp"
#include "harness/run/interrupts.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using analyzer::Assessment;

// As a run waits for another that is about to end.
constexpr std::chrono::seconds kHandOver{6};

Result<fs::path> existing_store(const AnalyzeOptions& options) {
  const auto named = options.store.file.empty() ? default_store() : options.store.file;
  if (!named) {
    return failure(ErrorCode::kBadInput,
                   "--rescore: there is no home directory; give --cache FILE");
  }
  std::error_code error;
  if (!fs::exists(*named, error)) {
    return failure(ErrorCode::kNotFound,
                   "--rescore: there is no store " + printable(named->string()) +
                       " yet; tidemark analyze without --rescore makes it, --cache FILE names "
                       "another");
  }
  return analyzer::settle_store_path(*named);
}

class RescoreRun {
 public:
  RescoreRun(const AnalyzeOptions& options, harness::Interrupts& interrupts)
      : options_(options), interrupts_(interrupts) {}

  // Lines for everybody asked for, and the report if one is.
  Result<ExitCode> run() {
    if (auto possible = check_report(options_); !possible) return std::unexpected(possible.error());
    if (auto ready = open_store(); !ready) return std::unexpected(ready.error());
    // Last, because it empties the file.
    auto output = open_output(options_.output, files_in_use(options_));
    if (!output) return std::unexpected(output.error());
    auto assessment = judge(true);
    if (!assessment) return std::unexpected(assessment.error());
    if (!interrupted()) {
      auto written = write_assessed(*assessment, options_.output, output->get(), interrupts_);
      if (!written) return std::unexpected(written.error());
      summarise(*assessment);
    }
    return report(*assessment);
  }

  // The report alone.
  Result<ExitCode> report_on_run() {
    if (auto ready = open_store(); !ready) return std::unexpected(ready.error());
    auto assessment = judge(false);
    if (!assessment) return std::unexpected(assessment.error());
    return report(*assessment);
  }

 private:
  Result<void> open_store() {
    auto scope = read_scope(options_);
    if (!scope) return std::unexpected(scope.error());
    scope_ = *std::move(scope);
    auto path = existing_store(options_);
    if (!path) return std::unexpected(path.error());
    path_ = *std::move(path);
    auto lease = analyzer::StoreLease::take(
        path_, own_command_line(), Deadline::in(kHandOver), [&](const std::string& holder) {
          spdlog::warn("waiting for {} to give up the store {}", holder, printable(path_.string()));
        });
    if (!lease) return std::unexpected(lease.error());
    lease_.emplace(*std::move(lease));
    auto database = analyzer::open_existing_store(path_);
    if (!database) return std::unexpected(database.error());
    database_.emplace(*std::move(database));
    return {};
  }

  // Both passes; nobody where a signal came meanwhile.
  Result<Assessment> judge(bool tells_all) {
    auto keywords = make_keywords(options_.score);
    if (!keywords) return std::unexpected(keywords.error());
    const auto rescored = rescore(*keywords);
    if (!rescored) return std::unexpected(rescored.error());
    if (tells_all || rescored->stale > 0) tell(*rescored, keywords->name());
    if (interrupted()) return Assessment();
    return analyzer::assess(*database_, scope_);
  }

  Result<analyzer::Rescored> rescore(const analyzer::KeywordBook& keywords) {
    const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    SteadyTime next_look = started_ + progress_line_.interval();
    auto rescored = analyzer::rescore(
        path_, *database_, keywords, threads, [&](const analyzer::Rescored& so_far) {
          if (const SteadyTime now = steady_now(); now >= next_look) {
            progress_line_.show({.done = so_far.judged, .total = so_far.stale});
            next_look = now + progress_line_.interval();
          }
          return !interrupted();
        });
    progress_line_.erase();
    return rescored;
  }

  void tell(const analyzer::Rescored& rescored, const std::string& keywords) const {
    const std::size_t missing = rescored.stale - rescored.judged;
    std::string text = fmt::format("judged {} of {} stored pages anew by {}", rescored.judged,
                                   rescored.pages, printable(keywords, 80));
    if (rescored.stale == 0) text += ": all scores are up to date";
    if (missing > 0) text += fmt::format("; {} are left for the next time", missing);
    spdlog::info("{}", text);
  }

  Result<ExitCode> report(Assessment& assessment) {
    if (!options_.report.directory.empty() && !interrupted()) {
      auto reported = write_report(options_.report, *database_, assessment);
      if (!reported) return std::unexpected(reported.error());
    }
    return exit_code();
  }

  void summarise(const Assessment& assessment) const {
    RunSummary summary;
    analyzer::Progress progress{.finished = assessment.domains.size(),
                                .cached = assessment.domains.size()};
    std::size_t raised = 0;
    for (const analyzer::AssessedDomain& domain : assessment.domains) {
      summary.add(domain.result);
      ++progress.by_state[domain.result.state];
      if (domain.relations.bonus > 0) ++raised;
    }
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(steady_now() - started_);
    for (const std::string& line : summary.lines(progress, took)) spdlog::info("{}", line);
    if (raised > 0) spdlog::info("{} of them raised by their neighbours", raised);
    std::size_t asked = scope_.domains.size();
    for (const auto& category : assessment.categories) asked += category.domains;
    if (asked > 0 && assessment.domains.empty()) {
      spdlog::warn("none of the domains asked for is in the store; tidemark analyze visits them");
    }
  }

  [[nodiscard]] bool interrupted() {
    interrupts_.turn();
    return interrupts_.count() > 0;
  }
  [[nodiscard]] ExitCode exit_code() const {
    if (interrupts_.count() == 0) return ExitCode::kPass;
    return interrupts_.first() == SIGINT ? ExitCode::kInterrupted : ExitCode::kTerminated;
  }

  const AnalyzeOptions& options_;
  harness::Interrupts& interrupts_;
  analyzer::AssessmentScope scope_;
  fs::path path_;
  std::optional<analyzer::StoreLease> lease_;
  std::optional<probes::Database> database_;
  SteadyTime started_ = steady_now();
  ProgressLine progress_line_{options_.output.quiet};
};

// Runs `part` of it, with Ctrl-C heard.
ExitCode carry_out(const AnalyzeOptions& options, Result<ExitCode> (RescoreRun::*part)()) {
  auto interrupts = harness::Interrupts::watch();
  if (!interrupts) {
    spdlog::error("{}", interrupts.error().message);
    return exit_code_of(interrupts.error().code);
  }
  RescoreRun run(options, *interrupts);
  const auto done = (run.*part)();
  if (!done) {
    spdlog::error("{}", printable(done.error().message, 500));
    return exit_code_of(done.error().code);
  }
  return *done;
}

}  // namespace

ExitCode run_rescore(const AnalyzeOptions& options) { return carry_out(options, &RescoreRun::run); }

ExitCode report_on_run(const AnalyzeOptions& options) {
  return carry_out(options, &RescoreRun::report_on_run);
}

}  // namespace tidemark::cli
