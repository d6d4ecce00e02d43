// `tidemark sites`: serves the sites of a scenario until it is told to end.
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/request_log_file.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "harness/sites/site_server.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

// How often the log is written, and how much may wait for it meanwhile.
constexpr Milliseconds kLogEvery{100};
constexpr std::size_t kMostUnwritten = 50'000;
// A signal ends the wait at once; without one there is nothing to look at.
constexpr Milliseconds kLookEvery{60'000};

struct SitesOptions {
  std::string scenario;
  harness::ListenAt listen;
  std::string log;
  bool json = false;
  bool quiet = false;
};

// Holds back the signals that end a program, in this thread and all it starts, so that they can be
// waited for. What still comes after the first one waits too: ending takes a moment, never longer.
class EndingSignals {
 public:
  EndingSignals() {
    sigemptyset(&signals_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, signal);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  EndingSignals(const EndingSignals&) = delete;
  EndingSignals& operator=(const EndingSignals&) = delete;
  ~EndingSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  // Waits for `length` at most.
  [[nodiscard]] std::optional<ExitCode> wait(Milliseconds length) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(length);
    const timespec time{.tv_sec = seconds.count(),
                        .tv_nsec = std::chrono::nanoseconds(length - seconds).count()};
    const int signal = sigtimedwait(&signals_, nullptr, &time);
    if (signal < 0) return std::nullopt;
    return signal == SIGINT ? ExitCode::kInterrupted : ExitCode::kTerminated;
  }

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

// `text` as one word of a shell command line.
std::string shell_word(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

// How an analyzer reaches the sites, as its own options say it.
struct Reach {
  std::array<std::string, 2> map;
  std::string ca;
  std::string resolver;
};

Reach reach_of(const harness::SiteServer& server) {
  const harness::ListenAt& at = server.at();
  return {.map = {fmt::format("*:80={}:{}", at.address, at.http_port),
                  fmt::format("*:443={}:{}", at.address, at.https_port)},
          .ca = server.ca_file().string(),
          .resolver = fmt::format("{}:{}", at.address, at.dns_port)};
}

std::string as_arguments(const Reach& reach) {
  return fmt::format("--map {} --map {} --ca {} --resolver {}", shell_word(reach.map[0]),
                     shell_word(reach.map[1]), shell_word(reach.ca), shell_word(reach.resolver));
}

std::string as_json(const Reach& reach, const std::vector<std::string>& domains) {
  const nlohmann::json document = {
      {"map", reach.map}, {"ca", reach.ca}, {"resolver", reach.resolver}, {"domains", domains}};
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool print_line(const std::string& line) {
  return std::fputs((line + "\n").c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
}

ExitCode fail(const Error& error) {
  fmt::print(stderr, "tidemark: {}\n", printable(error.message, 2000));
  return exit_code_of(error.code);
}

// Serves as long as the user wants, and keeps the log meanwhile.
ExitCode serve_until_told(harness::SiteServer& server, const EndingSignals& signals,
                          std::optional<RequestLogFile>& log) {
  const auto keep_log = [&] {
    if (!log) return;
    if (const auto kept = log->append(server.take_requests()); !kept) {
      fmt::print(stderr, "tidemark: {}; requests are missing from it from here on\n",
                 printable(kept.error().message, 2000));
    }
  };
  std::optional<ExitCode> ended;
  while (!ended) {
    ended = signals.wait(log ? kLogEvery : kLookEvery);
    keep_log();
  }
  server.stop();
  keep_log();
  return *ended;
}

ExitCode run_sites(const SitesOptions& options) {
  const auto scenario = harness::load_scenario(options.scenario);
  if (!scenario) return fail(scenario.error());
  std::optional<RequestLogFile> log;
  if (!options.log.empty()) {
    auto opened = RequestLogFile::open(options.log);
    if (!opened) return fail(opened.error());
    log = std::move(*opened);
  }
  const EndingSignals signals;  // before the server's thread begins, which inherits the mask
  auto server = harness::SiteServer::start(*scenario, options.listen,
                                           {.kept_requests = log ? kMostUnwritten : 0});
  if (!server) return fail(server.error());
  const Reach reach = reach_of(*server);
  if (!print_line(options.json ? as_json(reach, scenario->load.domains) : as_arguments(reach))) {
    return fail({ErrorCode::kIo, "write to standard output: nobody reads it"});
  }
  if (!options.quiet) {
    fmt::print(stderr, "Serving {} hosts of {} on loopback; end with Ctrl-C.\n",
               harness::hosts_of(*scenario).size(), printable(scenario->name));
  }
  const ExitCode ended = serve_until_told(*server, signals, log);
  if (!options.quiet) {
    const harness::SiteStats stats = server->totals();
    fmt::print(stderr, "Served {} requests on {} connections, {}; answered {} DNS queries.\n",
               stats.requests, stats.connections, to_string(stats.sent), stats.dns_queries);
  }
  if (log && log->lost() > 0) {
    fmt::print(stderr, "tidemark: {} requests are not in {}\n", log->lost(),
               printable(options.log, 2000));
  }
  return ended;
}

}  // namespace

void add_sites_command(CLI::App& app, ExitCode& exit) {
  const auto options = std::make_shared<SitesOptions>();
  CLI::App* sites = app.add_subcommand(
      "sites", "Serve a scenario's sites on loopback and print the arguments that reach them.");
  sites->add_option("scenario", options->scenario, "Scenario file")
      ->type_name("SCENARIO")
      ->required();
  sites->add_option("--http-port", options->listen.http_port, "Port for HTTP (0: a free one)")
      ->type_name("N");
  sites->add_option("--https-port", options->listen.https_port, "Port for HTTPS (0: a free one)")
      ->type_name("N");
  sites->add_option("--dns-port", options->listen.dns_port, "Port for DNS (0: a free one)")
      ->type_name("N");
  sites->add_option("--log", options->log, "Append each request to this file, one JSON line each")
      ->type_name("FILE");
  sites->add_flag("--json", options->json,
                  "Print one JSON object instead: map, ca, resolver, domains");
  sites->add_flag("--quiet", options->quiet, "Nothing but that line and errors");
  sites->footer(
      "The printed line is ready for `tidemark analyze`: --map says where to connect, --ca what to "
      "trust,\n"
      "--resolver which DNS server to ask. Ends on SIGINT or SIGTERM.");
  sites->callback([options, &exit] { exit = run_sites(*options); });
}

}  // namespace tidemark::cli
