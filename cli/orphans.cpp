// `tidemark orphans`: what nobody owns any more, and ending it.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/orphan_listing.hpp"
#include "cli/recorded_launchers.hpp"
#include "harness/run/interrupts.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/orphans/find_orphans.hpp"
#include "probes/orphans/look_at_machine.hpp"
#include "probes/orphans/reap.hpp"
#include "probes/orphans/weigh.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

struct OrphansOptions {
  bool reap = false;
  bool yes = false;
  std::string min_age = "10s";
  std::string grace = "5s";
  std::vector<std::string> directories;
  std::optional<Pid> under;
  bool json = false;
  bool quiet = false;
};

ExitCode fail(const Error& error) {
  fmt::print(stderr, "tidemark: {}\n", printable(error.message, 2000));
  return exit_code_of(error.code);
}

class Orphans {
 public:
  Orphans(const OrphansOptions& options, harness::Interrupts& interrupts)
      : options_(options), interrupts_(interrupts) {
    for (const std::string& directory : options.directories) roots_.emplace_back(directory);
    // One job's processes say nothing about the directories that all jobs share.
    if (roots_.empty() && !options.under) roots_ = {temp_root(), "/tmp"};
    search_.under = options.under;
  }

  ExitCode run(std::chrono::milliseconds min_age, std::chrono::milliseconds grace) {
    search_.min_age = min_age;
    if (auto found = take_listing(); !found) return fail(found.error());
    if (stopped()) return exit_of_signal();
    const bool work = has_work();
    if (!options_.json && !options_.quiet) {
      fmt::print("{}", listing_text(listing_));
      if (work && !options_.reap)
        fmt::print("\nTo end and remove these: tidemark orphans --reap\n");
      std::fflush(stdout);
    }
    if (!options_.reap || !work || (!options_.yes && !confirmed())) {
      if (options_.json) fmt::print("{}", orphans_json(listing_, nullptr));
      if (stopped()) return exit_of_signal();
      return nothing_found() ? ExitCode::kPass : ExitCode::kLeak;
    }
    return reap(grace);
  }

 private:
  [[nodiscard]] Result<probes::MachineView> look() const {
    auto view = probes::look_at_machine();
    if (view) view->recorded = recorded_launchers(roots_);
    return view;
  }

  // Two looks: what is about to end, or to be closed, by itself is not there any more at the
  // second.
  Result<void> take_listing() {
    const auto first = look();
    if (!first) return std::unexpected(first.error());
    if (search_.under && first->find(*search_.under) == nullptr) {
      return failure(ErrorCode::kBadInput,
                     fmt::format("--under: there is no process {}", *search_.under));
    }
    constexpr int kBetweenLooksMs = 300;
    pollfd signals{interrupts_.fd(), POLLIN, 0};
    (void)::poll(&signals, 1, kBetweenLooksMs);
    const auto second = look();
    if (!second) return std::unexpected(second.error());
    auto found = seen_twice(find_orphans(*first, search_), find_orphans(*second, search_));
    for (probes::Finding& finding : found.findings) {
      if (is_orphan(finding.kind)) finding.memory = probes::memory_of(finding.members);
    }
    list_directories(*second, found);
    listing_.findings = std::move(found.findings);
    listing_.undecided = std::move(found.undecided);
    listing_.hides = second->hides;
    for (const probes::ViewedProcess& process : second->processes) {
      if (process.user && *process.user != second->user) ++listing_.others;
    }
    return {};
  }
  // Those in the roots, and the orphans' own wherever they are.
  void list_directories(const probes::MachineView& view, const probes::OrphanFindings& found) {
    const std::set<ProcessId> doomed = orphaned_processes(found);
    auto directories =
        scratch_directories(view, {.roots = roots_, .min_age = search_.min_age, .doomed = doomed});
    for (const probes::Finding& finding : found.findings) {
      for (const fs::path& profile : finding.profiles) {
        auto own = scratch_directory_of(view, profile, doomed);
        if (!own) continue;
        const auto listed =
            std::ranges::find(directories, own->path, &probes::ScratchDirectory::path);
        auto& one =
            listed == directories.end() ? directories.emplace_back(*std::move(own)) : *listed;
        if (one.launcher == probes::Launcher::kUnknown) one.launcher = finding.launcher;
      }
    }
    for (probes::ScratchDirectory& directory : directories) {
      if (directory.use == probes::DirectoryUse::kUnused) {
        listing_.unused.push_back(std::move(directory));
      } else if (directory.use == probes::DirectoryUse::kUnknown) {
        listing_.uncertain.push_back(std::move(directory));
      }
    }
  }

  [[nodiscard]] bool nothing_found() const {
    return listing_.findings.empty() && listing_.unused.empty();
  }
  // Whether there is anything that --reap can do.
  [[nodiscard]] bool has_work() const {
    return !listing_.unused.empty() ||
           std::ranges::any_of(listing_.findings, [](const probes::Finding& finding) {
             return is_orphan(finding.kind);
           });
  }

  bool confirmed() {
    fmt::print(stderr, "\nEnd the orphans and remove the directories listed above? [y/N] ");
    pollfd ready[] = {{STDIN_FILENO, POLLIN, 0}, {interrupts_.fd(), POLLIN, 0}};
    while (::poll(ready, 2, -1) < 0 && errno == EINTR) {
    }
    if (ready[1].revents != 0) return false;
    char answer = 'n';
    return ::read(STDIN_FILENO, &answer, 1) == 1 && (answer == 'y' || answer == 'Y');
  }

  ExitCode reap(std::chrono::milliseconds grace) {
    const probes::ReapOptions how{.search = search_,
                                  .grace = grace,
                                  .look = [this] { return look(); },
                                  .stop = [this] { return stopped(); }};
    const auto report = probes::reap(listing_.findings, listing_.unused, how);
    if (!report) return fail(report.error());
    if (options_.json) {
      fmt::print("{}", orphans_json(listing_, &*report));
    } else if (!options_.quiet) {
      fmt::print("\n{}", reap_text(*report));
    }
    if (stopped()) return exit_of_signal();
    return something_left(*report) ? ExitCode::kLeak : ExitCode::kPass;
  }
  [[nodiscard]] bool something_left(const probes::ReapReport& report) const {
    return std::ranges::any_of(listing_.findings,
                               [](const auto& finding) { return !is_orphan(finding.kind); }) ||
           std::ranges::any_of(report.trees, [](const auto& tree) { return !tree.left.empty(); }) ||
           std::ranges::any_of(report.directories,
                               [](const auto& one) { return !one.kept.empty(); });
  }

  bool stopped() {
    interrupts_.turn();
    return interrupts_.count() > 0;
  }
  [[nodiscard]] ExitCode exit_of_signal() const {
    return interrupts_.first() == SIGINT ? ExitCode::kInterrupted : ExitCode::kTerminated;
  }

  const OrphansOptions& options_;
  harness::Interrupts& interrupts_;
  std::vector<fs::path> roots_;
  probes::OrphanSearch search_;
  OrphanListing listing_;
};

ExitCode run_orphans(const OrphansOptions& options) {
  const auto min_age = parse_duration(options.min_age);
  if (!min_age) return fail({ErrorCode::kBadInput, "--min-age: " + min_age.error().message});
  const auto grace = parse_duration(options.grace);
  if (!grace) return fail({ErrorCode::kBadInput, "--grace: " + grace.error().message});
  for (const std::string& directory : options.directories) {
    std::error_code error;
    if (fs::is_directory(directory, error)) continue;
    return fail({ErrorCode::kBadInput, "--directory: " + directory + " is no directory"});
  }
  if (options.reap && !options.yes && (::isatty(STDIN_FILENO) == 0 || options.json)) {
    return fail({ErrorCode::kBadInput,
                 "--reap asks before it ends anything, and there is no terminal to ask on; --yes "
                 "answers yes (look at `tidemark orphans` first)"});
  }
  auto interrupts = harness::Interrupts::watch();
  if (!interrupts) return fail(interrupts.error());
  return Orphans(options, *interrupts).run(*min_age, *grace);
}

}  // namespace

void add_orphans_command(CLI::App& app, ExitCode& exit) {
  const auto options = std::make_shared<OrphansOptions>();
  CLI::App* orphans = app.add_subcommand(
      "orphans", "Find browsers, drivers and profile directories that nobody owns any more");
  orphans->add_flag("--reap", options->reap,
                    "End the orphans and remove the directories, after showing them and asking");
  orphans->add_flag("--yes", options->yes, "Do not ask");
  orphans->add_option("--min-age", options->min_age, "Leave out what is younger")
      ->type_name("TIME")
      ->capture_default_str();
  orphans->add_option("--grace", options->grace, "From SIGTERM to SIGKILL")
      ->type_name("TIME")
      ->capture_default_str();
  orphans
      ->add_option("--directory", options->directories,
                   "Look for profiles in DIR (repeatable) instead of TMPDIR and /tmp, with --under "
                   "instead of nowhere")
      ->type_name("DIR");
  orphans
      ->add_option("--under", options->under,
                   "Only processes that descend from PID, such as the init of one job's container")
      ->type_name("PID")
      ->check(CLI::PositiveNumber);
  orphans->add_flag("--json", options->json, "Print JSON (tidemark.orphans/1)");
  orphans->add_flag("--quiet", options->quiet, "Print nothing but errors");
  orphans->footer(
      "Only processes and directories of your own user are judged. A person's own browser, and\n"
      "whatever somebody alive controls, is never listed. Ends with 0 when there is nothing, or "
      "all\n"
      "was reaped; with 1 when something was found and left.");
  orphans->callback([options, &exit] { exit = run_orphans(*options); });
}

}  // namespace tidemark::cli
