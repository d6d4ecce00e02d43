#include "cli/analyze/analyze_run.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/engine/engine.hpp"
#include "analyzer/events/event_pair.hpp"
#include "analyzer/tasks/selection.hpp"
#include "cli/analyze/descriptor_limit.hpp"
#include "cli/analyze/files_in_use.hpp"
#include "cli/analyze/open_store.hpp"
#include "cli/analyze/progress_line.hpp"
#include "cli/analyze/rescore_run.hpp"
#include "cli/analyze/result_output.hpp"
#include "cli/analyze/run_summary.hpp"
#include "cli/analyze/state_selection.hpp"
#include "cli/analyze/write_report.hpp"
#include "cli/list_options.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace asio = boost::asio;
namespace {

using analyzer::Input;

// After the first signal running domains may finish for this long; together with closing the
// browsers and writing the results it stays below 5 s.
constexpr std::chrono::milliseconds kGrace{2000};
constexpr std::chrono::milliseconds kCloseAfterSignal{1500};
constexpr std::chrono::milliseconds kClose{5000};
constexpr std::chrono::milliseconds kFlush{1000};
// Nobody waits for the end of a run as for that of one that was told to stop.
constexpr std::chrono::seconds kCloseStore{30};

// Everything one run owns; the order is the order of dependence.
class AnalyzeRun {
 public:
  explicit AnalyzeRun(const AnalyzeOptions& options) : options_(options) {}

  [[nodiscard]] ExitCode run();
  // All of the input has been answered and kept.
  [[nodiscard]] bool finished() const { return finished_; }

 private:
  Result<void> set_up();
  Result<void> set_up_input();
  Result<void> set_up_keywords();
  Result<void> set_up_store();
  Result<void> set_up_network();
  Result<void> set_up_browsers();
  Result<void> set_up_output();
  Result<void> set_up_engine();
  asio::awaitable<void> work();
  void make_room();
  void watch_signals();
  void on_signal(int signal_number);
  void show_progress();
  void close_idle_connections();
  void close_store();
  void keep_facts();
  [[nodiscard]] RunStatus status() const;
  [[nodiscard]] analyzer::LineFormat told_format();
  void summarise() const;
  [[nodiscard]] ExitCode conclude();
  [[nodiscard]] std::chrono::milliseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady_now() - started_);
  }

  const AnalyzeOptions& options_;
  SteadyTime started_ = steady_now();
  asio::io_context loop_{1};
  asio::signal_set signals_{loop_};
  asio::steady_timer grace_{loop_};
  asio::steady_timer progress_timer_{loop_};
  asio::steady_timer idle_timer_{loop_};
  std::vector<Input> inputs_;                       // until the engine's source takes them
  std::function<bool(const std::string&)> wanted_;  // absent: every domain
  std::unique_ptr<analyzer::Store> store_;          // absent: nothing is remembered
  std::unique_ptr<analyzer::TaskEvents> events_;
  std::unique_ptr<analyzer::Resolver> resolver_;
  std::unique_ptr<analyzer::HttpClient> http_;
  std::unique_ptr<analyzer::BrowserPool> browsers_;
  std::unique_ptr<analyzer::RuleBook> rules_;
  std::unique_ptr<analyzer::KeywordBook> keywords_;
  std::unique_ptr<analyzer::CpuPool> cpu_;  // its work uses the rules and the keywords
  analyzer::FactBook facts_;
  std::unique_ptr<analyzer::Strategy> strategy_;
  analyzer::Waiters learning_{loop_.get_executor()};
  std::unique_ptr<analyzer::Pace> pace_;
  std::unique_ptr<analyzer::TaskSource> source_;
  UniqueFd output_;
  std::unique_ptr<analyzer::LineWriter> writer_;
  std::unique_ptr<analyzer::Engine> engine_;
  ProgressLine progress_line_{options_.output.quiet};
  RunSummary summary_;
  int workers_ = options_.time.workers;
  int beside_ = options_.time.beside;
  int signal_ = 0;
  // A timer that has expired but whose handler has not run yet can no longer be cancelled; what
  // runs again and again asks this first.
  bool ended_ = false;
  bool finished_ = false;
  std::optional<Error> write_error_;
  std::optional<Error> store_error_;
};

Result<void> AnalyzeRun::set_up() {
  if (auto ready = set_up_input(); !ready) return ready;
  if (auto ready = set_up_keywords(); !ready) return ready;
  if (auto ready = set_up_store(); !ready) return ready;
  if (auto ready = set_up_network(); !ready) return ready;
  if (auto ready = set_up_browsers(); !ready) return ready;
  if (auto ready = set_up_output(); !ready) return ready;
  return set_up_engine();
}

Result<void> AnalyzeRun::set_up_input() {
  // A day's work is not to end in finding out that the report cannot be written.
  if (auto possible = check_report(options_); !possible) return possible;
  auto inputs = open_inputs(options_.input.inputs);
  if (!inputs) return std::unexpected(inputs.error());
  inputs_ = std::move(*inputs);
  auto rules = make_rules(options_.rules);
  if (!rules) return std::unexpected(rules.error());
  rules_ = std::make_unique<analyzer::RuleBook>(*std::move(rules));
  return {};
}

Result<void> AnalyzeRun::set_up_keywords() {
  auto keywords = make_keywords(options_.score);
  if (!keywords) return std::unexpected(keywords.error());
  keywords_ = std::make_unique<analyzer::KeywordBook>(std::move(*keywords));
  return {};
}

// Before anything is started: another run may hold the store.
Result<void> AnalyzeRun::set_up_store() {
  auto selection = state_selection(options_);
  if (!selection) return std::unexpected(selection.error());
  wanted_ = std::move(*selection);
  auto store = open_store(loop_.get_executor(), options_,
                          {.keywords = keywords_->name(), .fingerprint = keywords_->fingerprint()});
  if (!store) return std::unexpected(store.error());
  store_ = std::move(*store);
  if (!store_ && !options_.report.directory.empty()) {
    return failure(
        ErrorCode::kUnavailable,
        "--report tells what is in the store, which cannot be opened; give --cache FILE");
  }
  return {};
}

Result<void> AnalyzeRun::set_up_network() {
  const asio::any_io_executor executor = loop_.get_executor();
  const NetworkOptions& network = options_.network;
  auto resolver = analyzer::Resolver::create(executor, network.resolvers);
  if (!resolver) return std::unexpected(resolver.error());
  resolver_ = std::move(*resolver);
  auto http = analyzer::HttpClient::create(executor, {.ca_file = network.ca_file});
  if (!http) return std::unexpected(http.error());
  http_ = std::move(*http);
  return {};
}

Result<void> AnalyzeRun::set_up_browsers() {
  const BrowserChoice& browser = options_.browser;
  if (browser.browsers == 0) return {};
  auto executable = analyzer::find_browser(browser.executable);
  if (!executable) return std::unexpected(executable.error());
  auto browsers = analyzer::BrowserPool::create(
      loop_.get_executor(),
      {.executable = *executable,
       .ca_file = options_.network.ca_file,
       .reach = {.resolver = resolver_.get(),
                 .map = options_.network.map,
                 .policy = {.allow_private = options_.network.allow_private}},
       .mode = browser.mode,
       .screenshots = !browser.screenshots.empty(),
       .browsers = browser.browsers,
       .tabs_per_browser = browser.tabs,
       .pages_per_browser = browser.pages_per_browser,
       .memory_per_browser = Bytes::mib(static_cast<std::uint64_t>(browser.memory_mib)),
       .on_note = [](const std::string& note) { spdlog::info("{}", printable(note, 500)); },
       // The pool outlives nothing of ours that it tells: events_ is declared before it.
       .on_started = [this](Pid pid) { events_->browser_started(pid); },
       .on_ended = [this](Pid pid, std::string_view why) { events_->browser_ended(pid, why); }});
  if (!browsers) return std::unexpected(browsers.error());
  browsers_ = std::move(*browsers);
  if (!options_.output.quiet && !browser.tabs_why.empty()) {
    spdlog::info("{} tabs in each of {} browsers, {}", browser.tabs, browser.browsers,
                 browser.tabs_why);
  }
  return {};
}

// After all that may be wrong with the command line: it empties the file.
Result<void> AnalyzeRun::set_up_output() {
  auto output = open_output(options_.output, files_in_use(options_));
  if (!output) return std::unexpected(output.error());
  output_ = std::move(*output);
  writer_ = analyzer::LineWriter::create(loop_.get_executor(), output_.get());
  return {};
}

// "lists/food.txt" of "lists/food.txt:12": by which samples of categories are drawn.
std::string file_of(const analyzer::Task& task) {
  return task.source.substr(0, task.source.rfind(':'));
}

Result<void> AnalyzeRun::set_up_engine() {
  const asio::any_io_executor executor = loop_.get_executor();
  const char* socket = std::getenv("TIDEMARK_EVENTS");
  auto events = analyzer::TaskEvents::connect(socket == nullptr ? "" : socket);
  if (!events) return std::unexpected(events.error());
  events_ = std::move(*events);
  if (store_) events_ = analyzer::tell_both(std::move(events_), store_->lifecycle());
  cpu_ = std::make_unique<analyzer::CpuPool>(executor, 1U);
  auto source = analyzer::read_inputs(executor, std::move(inputs_), options_.input.rules);
  if (!source) return std::unexpected(source.error());
  source_ = std::move(*source);
  if (wanted_) {
    source_ = analyzer::select_domains(std::move(source_), [this](const std::string& domain) {
      const bool wanted = wanted_(domain);
      if (!wanted) summary_.leave_out();
      return wanted;
    });
  }
  const SelectionOptions& selection = options_.selection;
  if (selection.sample_size > 0) {
    source_ = analyzer::sample_domains(std::move(source_), selection.sample_size, selection.seed,
                                       options_.categories.any() ? file_of : nullptr);
  }
  const TimeOptions& time = options_.time;
  if (store_) {
    auto facts = store_->load_facts(std::chrono::system_clock::now());
    if (!facts) return std::unexpected(facts.error());
    facts_.load(std::move(*facts));
  }
  strategy_ = analyzer::make_strategy(time.strategy, time.budget, facts_);
  pace_ = std::make_unique<analyzer::Pace>(executor, time.pace);
  const analyzer::VisitTools tools{.resolver = *resolver_,
                                   .http = *http_,
                                   .browsers = browsers_.get(),
                                   .cpu = *cpu_,
                                   .rules = *rules_,
                                   .keywords = *keywords_,
                                   .events = *events_,
                                   .map = options_.network.map,
                                   .addresses = {options_.network.allow_private},
                                   .facts = facts_,
                                   .strategy = *strategy_,
                                   .learning = learning_,
                                   .pace = *pace_,
                                   .screenshots = options_.browser.screenshots};
  const analyzer::VisitOptions visit{.resolve_mapped = !options_.network.resolvers.empty()};
  engine_ =
      std::make_unique<analyzer::Engine>(executor, tools, visit, *source_, *writer_, store_.get());
  return {};
}

// Results as asked for, each counted on its way.
analyzer::LineFormat AnalyzeRun::told_format() {
  analyzer::LineFormat format = line_format(options_.output);
  const bool on_screen = options_.output.format == OutputFormat::kTable;
  format.result = [this, on_screen,
                   form = std::move(format.result)](const analyzer::DomainResult& result) {
    summary_.add(result);
    if (on_screen) progress_line_.erase();
    return form(result);
  };
  return format;
}

void AnalyzeRun::watch_signals() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal_number) {
    if (error || ended_) return;
    on_signal(signal_number);
    watch_signals();
  });
}

void AnalyzeRun::on_signal(int signal_number) {
  progress_line_.erase();
  if (signal_ != 0) {
    spdlog::warn("stopping at once");
    engine_->cancel();
    return;
  }
  signal_ = signal_number;
  spdlog::warn("stopping: {} running domains have {} s to finish; a second signal ends them now",
               engine_->progress().running, kGrace.count() / 1000);
  engine_->stop_admitting();
  grace_.expires_after(kGrace);
  grace_.async_wait([this](const boost::system::error_code& error) {
    if (!error) engine_->cancel();
  });
}

RunStatus AnalyzeRun::status() const {
  const analyzer::Progress& progress = engine_->progress();
  return {.done = progress.finished + progress.rejected + progress.allowed + progress.repeated,
          .total = source_->total(),
          .running = progress.running,
          .tabs = browsers_ ? std::optional(browsers_->tabs()) : std::nullopt};
}

void AnalyzeRun::show_progress() {
  progress_timer_.expires_after(progress_line_.interval());
  progress_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || ended_) return;
    progress_line_.show(status());
    show_progress();
  });
}

// Kept-alive connections of a long-running analyzer would look like leaked descriptors at rest.
void AnalyzeRun::close_idle_connections() {
  idle_timer_.expires_after(std::chrono::milliseconds(500));
  idle_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || ended_) return;
    if (engine_->progress().running == 0) http_->close_idle();
    keep_facts();
    close_idle_connections();
  });
}

asio::awaitable<void> AnalyzeRun::work() {
  watch_signals();
  show_progress();
  close_idle_connections();
  std::string first = heading(options_.output.format);
  if (!first.empty()) (void)co_await writer_->write(std::move(first));
  analyzer::LineFormat format = told_format();
  const analyzer::CrewSize crew{workers_, beside_};
  co_await engine_->run(crew, std::move(format));
  ended_ = true;
  grace_.cancel();
  progress_timer_.cancel();
  idle_timer_.cancel();
  progress_line_.erase();
  if (browsers_) {
    const Deadline deadline = Deadline::in(signal_ == 0 ? kClose : kCloseAfterSignal);
    co_await browsers_->close(deadline);
  }
  http_->close_idle();
  if (const auto flushed = writer_->flush(Deadline::in(kFlush)); !flushed)
    write_error_ = flushed.error();
  events_->flush(Deadline::in(kFlush));
  close_store();
  signals_.cancel();
}

// Twice a second, so that a run that is killed leaves what it has learnt, too.
void AnalyzeRun::keep_facts() {
  if (!store_) return;
  const std::vector<analyzer::LearntFact> changed = facts_.take_changed();
  if (!changed.empty()) store_->save_facts(changed);
}

void AnalyzeRun::close_store() {
  if (!store_) return;
  keep_facts();
  const bool completed = signal_ == 0 && !write_error_ && engine_->progress().unfinished == 0;
  const Deadline deadline = Deadline::in(signal_ == 0 ? kCloseStore : kFlush);
  if (const auto closed = store_->close(deadline, completed); !closed) {
    store_error_ = closed.error();
  }
}

void AnalyzeRun::summarise() const {
  const analyzer::Progress& progress = engine_->progress();
  for (const std::string& line : summary_.lines(progress, elapsed())) spdlog::info("{}", line);
  const analyzer::InputCounts lists = source_->counts();
  if (lists.repeated + lists.covered > 0) {
    spdlog::info("{} names came again, {} were covered by rules for names above: visited once",
                 lists.repeated, lists.covered);
  }
  for (const analyzer::RejectedLine& line : progress.first_rejected) {
    spdlog::warn("{}: {}", printable(line.source), line.reason);
  }
  if (progress.rejected > progress.first_rejected.size()) {
    spdlog::warn("... and {} more lines that name no domain",
                 progress.rejected - progress.first_rejected.size());
  }
}

ExitCode AnalyzeRun::conclude() {
  summarise();
  const analyzer::Progress& progress = engine_->progress();
  if (write_error_) {
    spdlog::error("{}", write_error_->message);
    return ExitCode::kEnvironment;
  }
  if (store_error_) spdlog::error("{}", printable(store_error_->message, 500));
  if (signal_ != 0 && !options_.report.directory.empty()) {
    spdlog::warn("no report was written: the run was stopped; --rescore --report DIR writes one");
  }
  if (signal_ != 0) return signal_ == SIGINT ? ExitCode::kInterrupted : ExitCode::kTerminated;
  if (store_error_) return ExitCode::kEnvironment;
  if (const auto error = source_->error()) {
    spdlog::error("{}", error->message);
    return ExitCode::kUsage;
  }
  if (progress.finished == 0 && summary_.left_out() == 0) {
    spdlog::error("the input names no domain");
    return ExitCode::kUsage;
  }
  finished_ = true;
  return options_.input.strict && progress.rejected > 0 ? ExitCode::kUsage : ExitCode::kPass;
}

void AnalyzeRun::make_room() {
  const BrowserChoice& browser = options_.browser;
  // Whoever waits beside the workers has a connection open, too.
  const int possible = make_room_for(workers_ + beside_, browser.browsers * browser.tabs);
  beside_ = std::clamp(possible - workers_, 0, beside_);
  workers_ = std::min(workers_, possible);
  if (workers_ < options_.time.workers) {
    spdlog::warn(
        "{} workers instead of {}: more open files are not allowed here; raise the limit "
        "(ulimit -Hn) or take fewer --browsers and --tabs",
        workers_, options_.time.workers);
  }
}

ExitCode AnalyzeRun::run() {
  signals_.add(SIGINT);
  signals_.add(SIGTERM);
  make_room();
  if (const auto ready = set_up(); !ready) {
    spdlog::error("{}", printable(ready.error().message, 500));
    return exit_code_of(ready.error().code);
  }
  std::exception_ptr broken;
  asio::co_spawn(loop_, work(),
                 [&broken](std::exception_ptr thrown) { broken = std::move(thrown); });
  loop_.run();
  if (broken) std::rethrow_exception(broken);
  return conclude();
}

}  // namespace

ExitCode run_analyze(const AnalyzeOptions& options) {
  ExitCode ended = ExitCode::kPass;
  bool finished = false;
  {
    AnalyzeRun run(options);
    ended = run.run();
    finished = run.finished();
  }
  if (options.report.directory.empty() || !finished) return ended;
  // Only now that the run has given up its threads, its signals and the store.
  const ExitCode reported = report_on_run(options);
  return reported == ExitCode::kPass ? ended : reported;
}

}  // namespace tidemark::cli
