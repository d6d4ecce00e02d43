#include "cli/watch_run.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

#include "cli/line_queue.hpp"
#include "cli/watch_screen.hpp"
#include "cli/watch_target.hpp"
#include "harness/run/interrupts.hpp"
#include "harness/run/run_folder.hpp"
#include "probes/base/printable.hpp"
#include "probes/process/pidfd.hpp"
#include "probes/recording/recording.hpp"
#include "reports/open_metrics.hpp"
#include "reports/trends.hpp"
#include "reports/watch_json.hpp"
#include "reports/watch_page.hpp"
#include "reports/watch_summary.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using harness::WatchSample;

// For a command that is told to end, and for what outlives one that ended by itself: a browser's
// helpers, a guard that still removes a profile.
constexpr std::chrono::seconds kGrace{5};
constexpr std::chrono::seconds kGraceOfLeftovers{2};
constexpr std::chrono::seconds kTimeToEnd{15};
constexpr std::chrono::seconds kTimeToWrite{5};
constexpr std::chrono::seconds kBetweenLines{2};

bool colour_wanted() {
  const char* no_colour = std::getenv("NO_COLOR");
  return no_colour == nullptr || *no_colour == '\0';
}

ExitCode fail(const Error& error) {
  fmt::print(stderr, "tidemark: {}\n", printable(error.message, 2000));
  return exit_code_of(error.code);
}

enum class Show { kScreen, kLines, kJson, kNothing };

Show show_of(const WatchOptions& options) {
  if (options.json) return Show::kJson;
  if (options.quiet) return Show::kNothing;
  return WatchScreen::possible() && !options.once ? Show::kScreen : Show::kLines;
}

// Everything that runs during a watch. Parts end in the reverse order: the screen first, so that
// the terminal is the user's again whatever the others do.
class WatchRun {
 public:
  WatchRun(const WatchOptions& options, harness::Interrupts& interrupts, WatchTarget target)
      : options_(options),
        show_(show_of(options)),
        interrupts_(interrupts),
        target_(std::move(target)),
        // A command's own output has our standard output where nothing else needs it.
        lines_(show_ == Show::kLines && target_.command ? STDERR_FILENO : STDOUT_FILENO) {}

  Result<void> open(const fs::path& folder);
  ExitCode run();

 private:
  void wait();
  Result<void> turn();
  Result<void> notice_end();
  Result<void> look(bool all_memory = false);
  void show();
  void draw();
  void obey(const ScreenWish& wish);
  void publish();
  void stop(std::string reason, Milliseconds grace);
  [[nodiscard]] bool over() const;
  void kill_what_is_known();
  [[nodiscard]] ExitCode conclude(const Result<void>& worked);
  void tell_end(const Result<void>& worked);
  Result<void> close_recording();
  void record_event(const char* kind, const std::string& detail);

  const WatchOptions& options_;
  Show show_;
  harness::Interrupts& interrupts_;
  WatchTarget target_;
  std::optional<probes::Recorder> recorder_;
  std::optional<harness::MetricsServer> metrics_;
  LineQueue lines_;
  std::vector<std::string> notes_;

  WatchSample latest_;
  reports::Trends trends_;
  reports::WatchPeaks peaks_;
  reports::WatchEnd end_;
  std::optional<Deadline> until_;      // --duration
  std::optional<SteadyTime> line_at_;  // when the next line is due
  std::optional<Deadline> give_up_;    // once it stops; absent: it goes on
  bool hurried_ = false;
  reports::SortKey sort_ = options_.sort;
  std::size_t first_row_ = 0;
  std::optional<WatchScreen> screen_;
};

Result<void> WatchRun::open(const fs::path& folder) {
  if (!folder.empty()) {
    auto recorder =
        probes::Recorder::create(folder / harness::kSamplesFile,
                                 {{"kind", "watch"},
                                  {"target", printable(target_.name, 1000)},
                                  {"interval_ms", std::to_string(options_.pace.interval.count())},
                                  {"tidemark_version", TIDEMARK_VERSION}});
    if (!recorder) return std::unexpected(recorder.error());
    recorder_.emplace(std::move(*recorder));
    notes_.push_back("recording to " + (folder / harness::kSamplesFile).string());
  }
  if (options_.metrics) {
    auto metrics = harness::MetricsServer::start(*options_.metrics);
    if (!metrics) return std::unexpected(metrics.error());
    metrics_.emplace(std::move(*metrics));
    notes_.push_back("metrics at " + metrics_->url());
    fmt::print(stderr, "tidemark: metrics at {}\n", metrics_->url());
  }
  // Pid 1 is always there, unless /proc hides it from us (hidepid).
  if (options_.what.browsers && !fs::exists("/proc/1")) {
    notes_.emplace_back("this machine hides other users' processes: only your own are shown");
    fmt::print(stderr, "tidemark: {}\n", notes_.back());
  }
  if (options_.duration) until_ = Deadline::in(*options_.duration);
  if (show_ != Show::kScreen) return {};
  auto screen = WatchScreen::open(colour_wanted());
  if (!screen) return std::unexpected(screen.error());
  screen_.emplace(std::move(*screen));
  return {};
}

bool WatchRun::over() const {
  if (!give_up_) return false;
  return !target_.command || target_.command->tree_ended() || give_up_->passed();
}

void WatchRun::stop(std::string reason, Milliseconds grace) {
  if (give_up_) return;
  end_.reason = std::move(reason);
  give_up_ = Deadline::in(kTimeToEnd);
  // Refused only when the supervisor has died, which the next turn reports.
  if (target_.command) static_cast<void>(target_.command->end_tree(grace));
}

ExitCode WatchRun::run() {
  Result<void> worked = look();
  while (worked && !over()) {
    wait();
    worked = turn();
  }
  return conclude(worked);
}

void WatchRun::wait() {
  std::vector<pollfd> watches{{.fd = interrupts_.fd(), .events = POLLIN, .revents = 0}};
  if (target_.command) watches.push_back({target_.command->fd(), POLLIN, 0});
  if (target_.process && !give_up_) watches.push_back({target_.process->pidfd(), POLLIN, 0});
  if (screen_) watches.push_back({STDIN_FILENO, POLLIN, 0});
  if (!lines_.empty()) watches.push_back({lines_.fd(), POLLOUT, 0});
  Deadline longest(target_.watcher.next());
  if (until_ && !give_up_) longest = longest.within(until_->remaining());
  ::poll(watches.data(), watches.size(), static_cast<int>(longest.remaining().count()));
}

Result<void> WatchRun::turn() {
  const int before = interrupts_.count();
  interrupts_.turn();
  if (interrupts_.count() > before) {
    if (give_up_ && target_.command && !std::exchange(hurried_, true)) {
      static_cast<void>(target_.command->end_tree(Milliseconds(0)));
    }
    stop(interrupts_.first() == SIGINT ? "interrupted" : "told to end", kGrace);
  }
  if (screen_) obey(screen_->read_keys());
  if (auto noticed = notice_end(); !noticed) return noticed;
  if (until_ && until_->passed()) stop("the time was over", kGrace);
  if (steady_now() >= target_.watcher.next()) {
    if (auto looked = look(); !looked) return looked;
  }
  return lines_.turn();
}

// What is watched may have ended by itself. What outlives it is seen once more.
Result<void> WatchRun::notice_end() {
  if (target_.command) {
    auto turned = target_.command->turn();
    if (!turned) {
      kill_what_is_known();
      return turned;
    }
    const auto& ended = target_.command->ended();
    if (!ended || end_.exit_code || end_.signal) return {};
    end_.exit_code = ended->code;
    end_.signal = ended->signal;
    record_event("subject_ended", fmt::format(R"({{"status": "{}"}})", to_string(*ended)));
    if (give_up_) return {};
    auto looked = look();
    stop("ended, " + to_string(*ended), kGraceOfLeftovers);
    return looked;
  }
  if (target_.process && !give_up_ && !target_.process->alive()) {
    auto looked = look();
    for (const probes::ProcessSample& process : latest_.tree.processes) {
      if (!probes::is_zombie(process.facts)) ++end_.left;
    }
    stop("ended", Milliseconds(0));
    return looked;
  }
  if (target_.watcher.gone() && !give_up_) stop("was removed", Milliseconds(0));
  return {};
}

// A supervisor that died has left the tree to itself.
void WatchRun::kill_what_is_known() {
  for (const probes::ProcessSample& process : latest_.tree.processes) {
    const auto alive = probes::ProcessRef::open(process.facts.id);
    if (alive) static_cast<void>(alive->signal(SIGKILL));
  }
}

Result<void> WatchRun::look(bool all_memory) {
  auto sample = target_.watcher.look(all_memory);
  if (!sample) return std::unexpected(sample.error());
  latest_ = std::move(*sample);
  trends_.add(latest_);
  peaks_.add(latest_);
  if (recorder_) recorder_->add(latest_.tree);
  publish();
  show();
  return {};
}

void WatchRun::publish() {
  using reports::MetricsDialect;
  if (!metrics_) return;
  metrics_->publish(
      {.open_metrics =
           reports::metrics_text(latest_, MetricsDialect::kOpenMetrics, TIDEMARK_VERSION),
       .plain = reports::metrics_text(latest_, MetricsDialect::kPlain, TIDEMARK_VERSION)});
}

void WatchRun::show() {
  switch (show_) {
    case Show::kScreen: draw(); break;
    case Show::kJson: lines_.add(reports::watch_json(latest_)); break;
    case Show::kLines: {
      // A little early is in time: ticks are not exact.
      const SteadyTime now = latest_.tree.at;
      if (line_at_ && now + options_.pace.interval / 2 < *line_at_) break;
      line_at_ = now + kBetweenLines;
      lines_.add(reports::watch_line(latest_));
      break;
    }
    case Show::kNothing: break;
  }
}

void WatchRun::draw() {
  if (!screen_) return;
  reports::PageStyle style{.width = screen_->width(),
                           .height = screen_->height(),
                           .sort = sort_,
                           .first = first_row_,
                           .unicode = WatchScreen::unicode(),
                           .notes = notes_};
  if (give_up_ && target_.command)
    style.notes.push_back("ending what runs; once more to end it at once");
  screen_->draw(reports::watch_page(latest_, trends_, style));
}

void WatchRun::obey(const ScreenWish& wish) {
  if (wish.quit) stop("watched until q was typed", kGrace);
  if (wish.sort) sort_ = *wish.sort;
  if (!screen_) return;
  const reports::PageStyle style{
      .width = screen_->width(), .height = screen_->height(), .notes = notes_};
  const std::size_t all = reports::table_rows(latest_);
  const std::size_t fit = reports::rows_that_fit(latest_, style);
  const long last = all > fit ? static_cast<long>(all - fit) : 0;
  long first = static_cast<long>(first_row_) + wish.rows;
  if (wish.home) first = 0;
  if (wish.end) first = last;
  first_row_ = static_cast<std::size_t>(std::clamp(first, 0L, last));
  if (wish.quit || wish.sort || wish.rows != 0 || wish.home || wish.end || wish.redraw) draw();
}

void WatchRun::record_event(const char* kind, const std::string& detail) {
  if (recorder_) recorder_->add_event(steady_now(), kind, detail);
}

Result<void> WatchRun::close_recording() {
  if (!recorder_) return {};
  record_event("watch_ended", fmt::format(R"({{"skipped_ticks": {}}})", latest_.cost.skipped));
  return recorder_->close(Deadline::in(kTimeToWrite));
}

void WatchRun::tell_end(const Result<void>& worked) {
  if (target_.command) {
    const auto& tree = target_.command->tree_ended();
    end_.left = tree ? static_cast<std::size_t>(tree->killed + tree->left) : 0;
  }
  end_.dropped_lines = lines_.dropped();
  if (show_ == Show::kJson && worked) {
    lines_.add(reports::watch_end_json(latest_, peaks_, end_));
    if (const auto flushed = lines_.flush(Deadline::in(kTimeToWrite)); !flushed) {
      static_cast<void>(fail(flushed.error()));
    }
    return;
  }
  if (options_.quiet || options_.json) return;
  static_cast<void>(lines_.flush(Deadline::in(kTimeToWrite)));
  if (target_.kept_err) {
    for (const UniqueFd* kept : {&target_.kept_out, &target_.kept_err}) {
      if (const std::string words = last_lines(*kept); !words.empty()) {
        fmt::print(stderr, "The last lines that it wrote to {}:\n{}",
                   kept == &target_.kept_out ? "standard output" : "standard error", words);
      }
    }
  }
  if (!worked) return;
  fmt::print(stderr, "{}", reports::watch_summary(latest_, peaks_, end_));
  if (end_.left > 0) {
    fmt::print(stderr, "{} {} it{}\n", end_.left,
               end_.left == 1 ? "process outlived" : "processes outlived",
               target_.command ? " and had to be killed" : " and still run");
  }
}

ExitCode WatchRun::conclude(const Result<void>& worked) {
  screen_.reset();
  const Result<void> recorded = close_recording();
  tell_end(worked);
  ExitCode exit = ExitCode::kPass;
  if (!recorded) exit = fail(recorded.error());
  if (!worked) exit = fail(worked.error());
  const bool by_itself = interrupts_.count() == 0 && (end_.signal || end_.exit_code.value_or(0));
  if (by_itself && end_.reason.starts_with("ended")) exit = ExitCode::kSubjectFailed;
  if (interrupts_.count() > 0) {
    exit = interrupts_.first() == SIGINT ? ExitCode::kInterrupted : ExitCode::kTerminated;
  }
  return exit;
}

std::size_t width_of_output() {
  constexpr std::size_t kOfFiles = 160;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kOfFiles;
  return size.ws_col;
}

// A look needs another one before it, or nobody's CPU share is known.
Result<WatchSample> look_twice(WatchTarget& target, harness::Interrupts& interrupts) {
  auto first = target.watcher.look();
  if (!first) return first;
  pollfd interrupted{.fd = interrupts.fd(), .events = POLLIN, .revents = 0};
  ::poll(&interrupted, 1, static_cast<int>(Deadline(target.watcher.next()).remaining().count()));
  interrupts.turn();
  return target.watcher.look(true);
}

ExitCode look_once(const WatchOptions& options, harness::Interrupts& interrupts,
                   WatchTarget& target) {
  const auto sample = look_twice(target, interrupts);
  if (!sample) return fail(sample.error());
  if (options.json) {
    fmt::print("{}\n", reports::watch_json(*sample));
  } else if (!options.quiet) {
    const reports::Trends none;
    const reports::PageStyle style{
        .width = width_of_output(), .sort = options.sort, .unicode = WatchScreen::unicode()};
    for (const reports::PageLine& line : reports::watch_page(*sample, none, style)) {
      const std::size_t end = line.text.find_last_not_of(' ');
      fmt::print("{}\n", line.text.substr(0, end == std::string::npos ? 0 : end + 1));
    }
  }
  if (std::fflush(stdout) != 0) {
    return fail({ErrorCode::kIo, "write to standard output: nobody reads it"});
  }
  if (interrupts.count() == 0) return ExitCode::kPass;
  return interrupts.first() == SIGINT ? ExitCode::kInterrupted : ExitCode::kTerminated;
}

CommandOutput output_of(Show show) {
  switch (show) {
    case Show::kScreen: return CommandOutput::kKept;
    case Show::kJson: return CommandOutput::kToStderr;
    case Show::kLines:
    case Show::kNothing: break;
  }
  return CommandOutput::kThrough;
}

}  // namespace

ExitCode run_watch(const WatchOptions& options) {
  auto interrupts = harness::Interrupts::watch();
  if (!interrupts) return fail(interrupts.error());
  fs::path folder;
  if (!options.record.empty()) {
    auto made = harness::make_run_folder(options.record);
    if (!made) return fail(made.error());
    folder = std::move(*made);
  }
  auto target = open_watch_target(options, output_of(show_of(options)), folder);
  if (!target) {
    const ExitCode exit = fail(target.error());
    return options.what.command && !options.what.command->empty() ? ExitCode::kSubjectFailed : exit;
  }
  if (options.once) return look_once(options, *interrupts, *target);
  WatchRun run(options, *interrupts, std::move(*target));
  if (const auto opened = run.open(folder); !opened) return fail(opened.error());
  return run.run();
}

}  // namespace tidemark::cli
