#include "cli/run/paired_runs.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string>
#include <utility>

#include "cli/comparison_report.hpp"
#include "cli/run/present_run.hpp"
#include "cli/run/run_plans.hpp"
#include "cli/run_progress.hpp"
#include "cli/run_report.hpp"
#include "harness/comparison/compare_runs.hpp"
#include "harness/comparison/looks.hpp"
#include "harness/record/comparison_json.hpp"
#include "harness/record/names.hpp"
#include "harness/run/run.hpp"
#include "harness/run/run_folder.hpp"
#include "probes/base/printable.hpp"
#include "reports/comparison_summary.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using harness::Side;

// A false "leaking", over all comparisons of a command together.
constexpr double kPermittedError = 0.01;
// Memory and counts are tested.
constexpr double kTests = 2;

Result<void> check_pairs(const RunOptions& options, std::size_t comparisons) {
  const auto fewest =
      harness::fewest_pairs(kPermittedError / kTests / static_cast<double>(comparisons));
  if (static_cast<std::size_t>(options.pairs) >= fewest) return {};
  return failure(ErrorCode::kBadInput,
                 fmt::format("--pairs {}: {} comparison{} with an error of {:g}% in all take{} at "
                             "least {} pairs",
                             options.pairs, comparisons, comparisons == 1 ? "" : "s",
                             kPermittedError * 100, comparisons == 1 ? "s" : "", fewest));
}

// One scenario's comparison, from its folder to its verdict.
class PairedRuns {
 public:
  PairedRuns(const harness::RunPlan& candidate, const harness::RunPlan& baseline,
             const RunOptions& options, harness::Interrupts& interrupts)
      : plans_{candidate, baseline},
        options_(options),
        interrupts_(interrupts),
        random_(candidate.seed) {}

  Result<ExitCode> run(fs::path folder, std::size_t comparisons) {
    folder_ = std::move(folder);
    begin_record(comparisons);
    // Killed before the first run is over, the folder must say what it is.
    if (auto kept = keep(); !kept) return std::unexpected(kept.error());
    ExitCode exit = ExitCode::kPass;
    for (int pair = 1; pair <= options_.pairs && !harness::is_decided(record_); ++pair) {
      auto ran = run_pair(pair);
      if (!ran) return ran;
      exit = *ran;
      harness::judge_comparison(record_);
      if (exit != ExitCode::kPass) break;
      tell_progress(pair);
    }
    record_.completed = exit == ExitCode::kPass;
    if (!record_.completed) record_.notes.emplace_back("Not every planned pair could be run.");
    const fs::path page = folder_ / kReportFile;
    if (auto kept = keep(); !kept) return std::unexpected(kept.error());
    if (auto written = write_comparison_page(record_, page); !written) {
      return std::unexpected(written.error());
    }
    if (auto shown = show_comparison(record_, page, options_.json, options_.quiet); !shown) {
      return std::unexpected(shown.error());
    }
    return record_.completed ? exit_code_of(record_.verdict) : exit;
  }

 private:
  void begin_record(std::size_t comparisons) {
    const harness::RunPlan& candidate = plans_[0];
    record_.name = folder_.filename();
    record_.scenario = candidate.scenario.name;
    record_.scenario_file = candidate.scenario_file;
    record_.candidate = candidate.command;
    record_.baseline = plans_[1].command;
    record_.seed = candidate.seed;
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    record_.started_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
    record_.pairs_planned = options_.pairs;
    record_.comparisons = static_cast<int>(comparisons);
    record_.error = kPermittedError;
    record_.tolerance_bytes = static_cast<double>(options_.tolerance);
  }

  // Which goes first is drawn by lot: what goes before must not always be the same.
  Result<ExitCode> run_pair(int pair) {
    std::array order = {Side::kCandidate, Side::kBaseline};
    if (random_() % 2 == 1) std::swap(order[0], order[1]);
    for (const Side side : order) {
      auto ran = run_one(side, pair);
      if (!ran || *ran != ExitCode::kPass) return ran;
      if (auto kept = keep(); !kept) return std::unexpected(kept.error());
    }
    return ExitCode::kPass;
  }

  // A run that did not come to its end is none to compare: kPass or why it did not.
  Result<ExitCode> run_one(Side side, int pair) {
    harness::RunPlan& plan = plans_.at(side == Side::kCandidate ? 0 : 1);
    const std::string name = fmt::format("{}-{}", pair, harness::name_of(side));
    auto folder = harness::make_run_folder(folder_ / name);
    if (!folder) return std::unexpected(folder.error());
    plan.folder = *std::move(folder);
    const harness::RunOutcome outcome = [&] {
      RunProgressLine line(options_.quiet);
      return harness::run(plan, interrupts_,
                          [&](const harness::RunProgress& progress) { line.show(progress); });
    }();
    tell_problem(outcome, plan);
    const auto kept = read_kept_run(plan.folder);
    if (!kept) return std::unexpected(kept.error());
    if (auto written = write_report(*kept, plan.folder / kReportFile); !written) {
      return std::unexpected(written.error());
    }
    if (outcome.end != harness::RunEnd::kCompleted) return exit_code_of(outcome);
    auto compared = read_compared_run(plan.folder, std::nullopt);
    if (!compared) return std::unexpected(compared.error());
    compared->side = side;
    compared->folder = name;
    record_.runs.push_back(*std::move(compared));
    return ExitCode::kPass;
  }

  [[nodiscard]] Result<void> keep() const {
    return harness::write_comparison(folder_ / kComparisonFile, record_);
  }

  void tell_progress(int pair) const {
    if (options_.quiet) return;
    std::string growths;
    for (std::size_t i = record_.runs.size() - 2; i < record_.runs.size(); ++i) {
      const auto words = reports::growth_words(record_.runs[i], harness::Resource::kMemory);
      growths += fmt::format(", {} {}", harness::name_of(record_.runs[i].side),
                             words.empty() ? "done" : words + " per task");
    }
    fmt::print(stderr, "pair {} of {}{}: {}\n", pair, options_.pairs, growths,
               harness::name_of(record_.verdict));
  }

  std::array<harness::RunPlan, 2> plans_;
  const RunOptions& options_;
  harness::Interrupts& interrupts_;
  std::mt19937_64 random_;
  fs::path folder_;
  harness::ComparisonRecord record_;
};

Result<fs::path> comparison_folder(const harness::RunPlan& plan, const RunOptions& options,
                                   std::size_t comparisons) {
  if (!options.out.empty()) return folder_for(plan, options, comparisons);
  return harness::make_named_run_folder("runs", plan.scenario.name + "-compared",
                                        std::chrono::system_clock::now());
}

}  // namespace

Result<ExitCode> compare_programs(const std::vector<harness::RunPlan>& candidates,
                                  const RunOptions& options, harness::Interrupts& interrupts) {
  if (!options.baseline || options.baseline->empty()) {
    return failure(ErrorCode::kBadInput, "--baseline: there is no command");
  }
  if (auto enough = check_pairs(options, candidates.size()); !enough) {
    return std::unexpected(enough.error());
  }
  RunOptions other = options;
  other.command = options.baseline;
  auto baselines = all_plans(other);
  if (!baselines) {
    return failure(baselines.error().code, "--baseline: " + baselines.error().message);
  }
  ExitCode exit = ExitCode::kPass;
  for (std::size_t i = 0; i < candidates.size() && interrupts.count() == 0; ++i) {
    auto folder = comparison_folder(candidates[i], options, candidates.size());
    if (!folder) return std::unexpected(folder.error());
    PairedRuns runs(candidates[i], baselines->at(i), options, interrupts);
    const auto compared = runs.run(*std::move(folder), candidates.size());
    if (!compared) return compared;
    exit = more_telling(exit, *compared);
  }
  return exit;
}

}  // namespace tidemark::cli
