#include "cli/run/catalogue_runs.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "cli/run/catalogue_crew.hpp"
#include "cli/run/catalogue_plan.hpp"
#include "cli/run/catalogue_progress.hpp"
#include "cli/run_report.hpp"
#include "harness/catalogue/check_catalogue_run.hpp"
#include "harness/record/catalogue_json.hpp"
#include "harness/record/run_json.hpp"
#include "harness/run/run_folder.hpp"
#include "probes/base/printable.hpp"
#include "reports/catalogue_table.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using harness::CatalogueRecord;
using harness::CatalogueRun;
using Seconds = std::chrono::duration<double>;

constexpr Milliseconds kPatience{1000};
// A run ends its subject within a few seconds of an interrupt.
constexpr std::chrono::seconds kEndTime{60};

// One and a half per core: a run is half the time at work, and half waiting for rest.
std::size_t usual_jobs() {
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  return cores + ((cores + 1) / 2);
}

harness::RunEnd end_of(int exit_code) {
  switch (static_cast<ExitCode>(exit_code)) {
    case ExitCode::kPass:
    case ExitCode::kLeak:
    case ExitCode::kInconclusive: return harness::RunEnd::kCompleted;
    case ExitCode::kSubjectFailed: return harness::RunEnd::kSubjectFailed;
    case ExitCode::kInterrupted: return harness::RunEnd::kInterrupted;
    case ExitCode::kTerminated: return harness::RunEnd::kTerminated;
    case ExitCode::kUsage:
    case ExitCode::kEnvironment: break;
  }
  return harness::RunEnd::kEnvironment;
}

// A run that came to its end says something about its subject, now and later.
bool is_finished(int exit_code) {
  const harness::RunEnd end = end_of(exit_code);
  return end == harness::RunEnd::kCompleted || end == harness::RunEnd::kSubjectFailed;
}

// "tidemark: NAME: " and the like are for a terminal of their own.
std::string without_prefix(std::string words) {
  constexpr std::string_view kPrefix = "tidemark: ";
  if (words.starts_with(kPrefix)) words.erase(0, kPrefix.size());
  return words;
}

class CatalogueRuns {
 public:
  CatalogueRuns(const RunOptions& options, std::vector<PlannedCatalogueRun> planned,
                harness::Interrupts& interrupts)
      : options_(options), planned_(std::move(planned)), interrupts_(interrupts) {}

  Result<ExitCode> run() {
    if (auto opened = open_folder(); !opened) return std::unexpected(opened.error());
    if (auto kept = keep(); !kept) return std::unexpected(kept.error());
    progress_.emplace(planned_, record_, options_.quiet);
    CatalogueCrew crew(options_, folder_);
    while (interrupts_.count() == 0) {
      if (auto started = start_what_may(crew); !started) return std::unexpected(started.error());
      if (crew.size() == 0) break;
      if (auto taken = take_ended(crew, crew.wait(interrupts_, kPatience)); !taken) {
        return std::unexpected(taken.error());
      }
      progress_->show(crew.at_work());
    }
    if (auto ended = end_crew(crew); !ended) return std::unexpected(ended.error());
    progress_.reset();
    if (auto kept = keep(); !kept) return std::unexpected(kept.error());
    if (auto shown = show(); !shown) return std::unexpected(shown.error());
    return exit_code();
  }

 private:
  // Makes the folder, or takes over what an earlier catalogue left in it.
  Result<void> open_folder() {
    const bool named = !options_.out.empty();
    std::error_code error;
    if (named && fs::exists(fs::path(options_.out) / harness::kCatalogueFile, error)) {
      folder_ = options_.out;
      auto before = harness::load_catalogue(folder_ / harness::kCatalogueFile);
      if (!before) return std::unexpected(before.error());
      if (before->set != options_.set) {
        return failure(
            ErrorCode::kBadInput,
            fmt::format("{} holds a catalogue of the set {}, not {}: name another folder",
                        printable(folder_.string(), 400), printable(before->set, 40),
                        options_.set));
      }
      begin_record();
      record_.started_at = before->started_at;
      took_before_ = before->took_s;
      for (const CatalogueRun& run : before->runs) take_over(run);
      return {};
    }
    auto folder = named ? harness::make_run_folder(options_.out)
                        : harness::make_named_run_folder("runs", "catalogue",
                                                         std::chrono::system_clock::now());
    if (!folder) return std::unexpected(folder.error());
    folder_ = *std::move(folder);
    begin_record();
    return {};
  }

  void begin_record() {
    record_.name = folder_.filename();
    record_.set = options_.set;
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    record_.started_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
    record_.runs.reserve(planned_.size());
    for (const PlannedCatalogueRun& planned : planned_) {
      record_.runs.push_back({.scenario = planned.scenario,
                              .variant = planned.variant,
                              .folder = planned.folder,
                              .must_find = planned.defect ? in_words(*planned.defect) : "",
                              .skipped = planned.skipped});
    }
  }

  // What was found then is judged by what the scenario says now.
  void take_over(const CatalogueRun& before) {
    const auto same = std::ranges::find(record_.runs, before.folder, &CatalogueRun::folder);
    if (same == record_.runs.end() || !same->skipped.empty() || !before.exit_code ||
        !is_finished(*before.exit_code)) {
      return;
    }
    const auto kept = harness::load_run(folder_ / same->folder / harness::kRunRecordFile);
    if (!kept) return;
    same->exit_code = before.exit_code;
    same->took_s = before.took_s;
    judge(static_cast<std::size_t>(same - record_.runs.begin()), before.found);
  }

  // Sets what the run with that exit code says, of which `problem` was the last that it told.
  void judge(std::size_t number, const std::string& problem) {
    CatalogueRun& run = record_.runs[number];
    harness::RunOutcome outcome{.end = end_of(run.exit_code.value_or(0)), .problem = {}};
    auto kept = harness::load_run(folder_ / run.folder / harness::kRunRecordFile);
    if (kept) {
      outcome.record = *std::move(kept);
      run.verdict = outcome.record.verdict;
    }
    // What ended it is in the record in full, unless it never had one.
    if (outcome.record.reason.empty()) outcome.problem = problem;
    const auto answer = harness::check_catalogue_run(planned_[number].defect, outcome);
    run.as_expected = answer.as_expected;
    run.found = printable(answer.found, 400);
  }

  [[nodiscard]] bool is_open(std::size_t number) const {
    const CatalogueRun& run = record_.runs[number];
    return !run.exit_code && run.skipped.empty();
  }

  Result<void> start_what_may(CatalogueCrew& crew) {
    const auto jobs = options_.jobs ? static_cast<std::size_t>(*options_.jobs) : usual_jobs();
    while (crew.size() < jobs) {
      const std::vector<std::size_t> busy = crew.at_work();
      const bool alone = std::ranges::any_of(busy, [&](auto i) { return planned_[i].alone; });
      std::size_t next = 0;
      while (next < planned_.size() &&
             (!is_open(next) || std::ranges::find(busy, next) != busy.end())) {
        ++next;
      }
      if (next == planned_.size() || alone || (planned_[next].alone && crew.size() > 0)) return {};
      if (auto cleared = clear_folder(planned_[next]); !cleared) return cleared;
      if (auto started = crew.start(next, planned_[next]); !started) return started;
    }
    return {};
  }

  // A run that was cut short leaves a folder of which nothing can be made.
  [[nodiscard]] Result<void> clear_folder(const PlannedCatalogueRun& run) const {
    const fs::path folder = folder_ / run.folder;
    std::error_code error;
    if (!fs::exists(folder / harness::kRunRecordFile, error)) return {};
    fs::remove_all(folder, error);
    if (error) return system_failure("remove the unfinished run " + folder.string(), error.value());
    return {};
  }

  Result<void> take_ended(CatalogueCrew& crew, const std::vector<EndedCatalogueRun>& all) {
    for (const EndedCatalogueRun& ended : all) {
      // Killed by somebody: it says as little as one that the machine refused.
      const int code = ended.exit_code.value_or(static_cast<int>(ExitCode::kEnvironment));
      // What we ended ourselves is still to be run.
      if (interrupts_.count() > 0 && !is_finished(code)) continue;
      CatalogueRun& run = record_.runs[ended.number];
      run.exit_code = code;
      run.took_s = Seconds(ended.took).count();
      judge(ended.number, without_prefix(ended.last_words));
      if (progress_) progress_->tell(run);
      if (auto kept = keep(); !kept) {
        crew.signal(SIGTERM);
        return kept;
      }
    }
    return {};
  }

  // After an interrupt: passes it on, and each further one, until all have ended.
  Result<void> end_crew(CatalogueCrew& crew) {
    const Deadline deadline = Deadline::in(kEndTime);
    int passed_on = 0;
    while (crew.size() > 0 && !deadline.passed()) {
      if (passed_on < interrupts_.count()) {
        crew.signal(interrupts_.first() == SIGINT ? SIGINT : SIGTERM);
        passed_on = interrupts_.count();
      }
      if (auto taken = take_ended(crew, crew.wait(interrupts_, kPatience)); !taken) return taken;
    }
    return {};
  }

  [[nodiscard]] Result<void> keep() {
    record_.took_s = took_before_ + Seconds(steady_now() - began_).count();
    return harness::write_catalogue(folder_ / harness::kCatalogueFile, record_);
  }

  [[nodiscard]] Result<void> show() const {
    if (options_.json) return print_text(harness::to_json(record_));
    if (options_.quiet) return {};
    auto printed = print_text(reports::catalogue_table(record_, summary_style({}).width));
    if (printed)
      printed = print_text("The runs are in " + printable(folder_.string(), 4000) + "\n");
    return printed;
  }

  // The most telling of what was not as expected.
  [[nodiscard]] ExitCode exit_code() const {
    if (interrupts_.count() > 0) {
      if (!options_.quiet) {
        fmt::print(stderr, "tidemark: interrupted; --out {} goes on with what is left\n",
                   printable(folder_.string(), 4000));
      }
      return interrupts_.first() == SIGINT ? ExitCode::kInterrupted : ExitCode::kTerminated;
    }
    ExitCode exit = ExitCode::kPass;
    bool any = false;
    for (const CatalogueRun& run : record_.runs) {
      if (!run.exit_code) continue;
      any = true;
      if (run.as_expected) continue;
      const bool judged = end_of(*run.exit_code) == harness::RunEnd::kCompleted;
      exit = more_telling(exit, judged ? ExitCode::kLeak : static_cast<ExitCode>(*run.exit_code));
    }
    return any ? exit : more_telling(exit, ExitCode::kEnvironment);
  }

  const RunOptions& options_;
  std::vector<PlannedCatalogueRun> planned_;
  harness::Interrupts& interrupts_;
  fs::path folder_;
  CatalogueRecord record_;  // a run for each planned one, in the same order
  SteadyTime began_ = steady_now();
  double took_before_ = 0;  // seconds, of the parts before this one
  std::optional<CatalogueProgress> progress_;
};

}  // namespace

Result<ExitCode> run_catalogue(const RunOptions& options, harness::Interrupts& interrupts) {
  auto planned = plan_catalogue(options);
  if (!planned) return std::unexpected(planned.error());
  return CatalogueRuns(options, *std::move(planned), interrupts).run();
}

}  // namespace tidemark::cli
