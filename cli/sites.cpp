// `tidemark sites`: serves the sites of a scenario until it is told to end.
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "harness/sites/site_server.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

struct SitesOptions {
  std::string scenario;
  harness::ListenAt listen;
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

  // Waits as long as the user wants: the one wait without a deadline.
  [[nodiscard]] ExitCode wait() const {
    int signal = -1;
    while (signal < 0) signal = sigwaitinfo(&signals_, nullptr);
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

ExitCode run_sites(const SitesOptions& options) {
  const auto scenario = harness::load_scenario(options.scenario);
  if (!scenario) return fail(scenario.error());
  const EndingSignals signals;  // before the server's thread begins, which inherits the mask
  auto server = harness::SiteServer::start(*scenario, options.listen);
  if (!server) return fail(server.error());
  const Reach reach = reach_of(*server);
  if (!print_line(options.json ? as_json(reach, scenario->load.domains) : as_arguments(reach))) {
    return fail({ErrorCode::kIo, "write to standard output: nobody reads it"});
  }
  if (!options.quiet) {
    fmt::print(stderr, "Serving {} hosts of {} on loopback; end with Ctrl-C.\n",
               harness::hosts_of(*scenario).size(), printable(scenario->name));
  }
  const ExitCode ended = signals.wait();
  server->stop();
  if (!options.quiet) {
    const harness::SiteStats stats = server->totals();
    fmt::print(stderr, "Served {} requests on {} connections, {}; answered {} DNS queries.\n",
               stats.requests, stats.connections, to_string(stats.sent), stats.dns_queries);
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
