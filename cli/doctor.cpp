// tidemark doctor: what this machine allows, and how to get what it does not.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/browser/confinement.hpp"
#include "analyzer/browser/machine_room.hpp"
#include "cli/browser_trial.hpp"
#include "cli/commands.hpp"
#include "cli/log.hpp"
#include "harness/stage/choose_network.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/ownership/cgroup_limits.hpp"
#include "probes/ownership/cgroup_scope.hpp"
#include "probes/ownership/kernel_event_socket.hpp"
#include "probes/process/child.hpp"

namespace tidemark::cli {
namespace {

using Json = nlohmann::ordered_json;

enum class Health { kGood, kDegraded, kMissing };

struct Finding {
  std::string subject;
  Health health = Health::kGood;
  std::string found;
  std::string remedy = {};  // empty when good
};

std::string_view to_string(Health health) {
  switch (health) {
    case Health::kGood: return "ok";
    case Health::kDegraded: return "degraded";
    case Health::kMissing: return "missing";
  }
  return "unknown";
}

// Runs a command that is part of every Debian; true if it ended with 0.
bool succeeds(const std::string& program, std::vector<std::string> arguments) {
  auto child = probes::Child::start({.program = program, .arguments = std::move(arguments)});
  if (!child) return false;
  const auto status = child->wait(Deadline::in(std::chrono::seconds(10)));
  return status && status->success();
}

Finding look_at_kernel() {
  utsname names{};
  ::uname(&names);
  int major = 0;
  int minor = 0;
  const std::string release = static_cast<const char*>(names.release);
  const bool parsed = std::sscanf(release.c_str(), "%d.%d", &major, &minor) == 2;  // NOLINT
  Finding finding{.subject = "kernel", .found = "Linux " + release};
  if (!parsed || major < 5 || (major == 5 && minor < 11)) {
    finding.health = Health::kMissing;
    finding.remedy =
        "Tidemark needs pidfds and close_range: Linux 5.11 or later (Debian 12 has 6.1)";
  }
  return finding;
}

Finding look_at_sandbox(const std::filesystem::path& browser) {
  const auto executable = analyzer::find_browser(browser);
  const auto found = analyzer::find_confinement(executable.value_or("/bin/true"), temp_root());
  Finding finding{
      .subject = "sandbox",
      .found = found.sandbox ? "Chromium's sandbox is on" : "Chromium's sandbox is off"};
  if (found.drops_root) finding.found += "; browsers run as users of their own, not as root";
  if (!found.missing.empty()) {
    finding.health = Health::kDegraded;
    finding.remedy = fmt::format("{}", fmt::join(found.missing, "; "));
  }
  return finding;
}

Finding look_at_isolation() {
  const auto remarks = harness::try_stage();
  if (!remarks) {
    return {
        "isolated network", Health::kDegraded,
        "refused: programs under test must be told where simulated sites are (--network mapped)",
        remarks.error().message};
  }
  if (remarks->empty()) {
    return {"isolated network", Health::kGood, "any program can be tested in it (run --network)"};
  }
  return {"isolated network", Health::kDegraded, "possible, with something missing",
          fmt::format("{}", fmt::join(*remarks, "; "))};
}

Finding look_at_cgroups() {
  for (const char* root : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
    const std::filesystem::path procs = std::filesystem::path(root) / "cgroup.procs";
    if (::access(procs.c_str(), F_OK) != 0) continue;
    if (::access(root, W_OK) == 0)
      return {"cgroups", Health::kGood, fmt::format("v2 at {}, writable", root)};
    return {"cgroups", Health::kDegraded, fmt::format("v2 at {}, not writable", root),
            "ownership falls back to subreaper and ancestry; run as root or in a delegated scope "
            "(systemd-run --user --scope -p Delegate=yes ...)"};
  }
  return {"cgroups", Health::kDegraded, "no v2 hierarchy",
          "ownership falls back to subreaper and ancestry; mount cgroup2 for more"};
}

// As a run makes one for its subject.
Finding look_at_limits() {
  constexpr const char* kRemedy =
      "scenarios with such faults (memory_limit, cpu_share) end with exit code 5; run as root "
      "where "
      "the controllers are mounted and handed down";
  const auto scope = probes::CgroupScope::create({.memory_limit = true, .cpu_limit = true});
  const probes::CgroupPlace groups = scope ? scope->place() : probes::CgroupPlace();
  const bool memory = probes::can_limit_memory(groups).has_value();
  const bool cpu = probes::can_limit_cpu(groups).has_value();
  if (memory && cpu) return {"limits", Health::kGood, "memory and CPU of a subject can be limited"};
  if (!memory && !cpu) {
    return {"limits", Health::kDegraded, "neither memory nor CPU of a subject can be limited",
            kRemedy};
  }
  return {"limits", Health::kDegraded,
          fmt::format("only the {} of a subject can be limited", memory ? "memory" : "CPU"),
          kRemedy};
}

Finding look_at_kernel_events() {
  // Short of this a burst of some thousand processes on a busy machine overflows it.
  constexpr Bytes kAmple = Bytes::mib(8);
  const auto events = probes::KernelEventSocket::open();
  if (!events) {
    return {"kernel events", Health::kDegraded,
            "not heard: processes that live for less than a sampling interval may be missed",
            events.error().message};
  }
  Finding finding{
      .subject = "kernel events",
      .found = fmt::format("heard, with a queue of {}: short-lived processes are seen too",
                           tidemark::to_string(events->queue()))};
  if (events->queue() < kAmple) {
    finding.health = Health::kDegraded;
    finding.found = fmt::format("heard, with a queue of only {}: it may overflow",
                                tidemark::to_string(events->queue()));
    finding.remedy = "run as root, or allow more (sysctl net.core.rmem_max=33554432)";
  }
  return finding;
}

Finding look_at_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  Finding finding{.subject = "descriptors", .found = fmt::format("limit {}", limit.rlim_cur)};
  if (limit.rlim_cur < 4096) {
    finding.health = Health::kDegraded;
    finding.remedy = "a browser with 20 pages uses about 900 descriptors in all: ulimit -n 8192";
  }
  return finding;
}

Finding look_at_space(const char* subject, const std::string& where, Bytes enough,
                      const char* remedy) {
  struct statvfs status{};
  if (::statvfs(where.c_str(), &status) != 0) {
    return {subject, Health::kMissing, printable(where) + " is not there", remedy};
  }
  const Bytes free{static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize};
  Finding finding{
      .subject = subject,
      .found = fmt::format("{} free in {}", tidemark::to_string(free), printable(where))};
  if (free < enough) {
    finding.health = Health::kDegraded;
    finding.remedy = remedy;
  }
  return finding;
}

Finding look_at_room() {
  constexpr int kOneBrowser = 1;
  const analyzer::MachineRoom room = analyzer::look_at_room();
  const analyzer::TabChoice choice = analyzer::choose_tabs(room, kOneBrowser);
  return {"tabs", Health::kGood,
          fmt::format("{} at once, {} ({} available)", choice.tabs, choice.why,
                      tidemark::to_string(room.memory))};
}

Finding look_at_certutil() {
  if (succeeds("certutil", {"--help"}) || succeeds("certutil", {"-H"}) ||
      ::access("/usr/bin/certutil", X_OK) == 0) {
    return {"certutil", Health::kGood,
            "present: browsers can be given --ca, and trust the sites of an isolated network"};
  }
  return {
      "certutil", Health::kDegraded,
      "not installed: browsers cannot be given --ca, nor trust the sites of an isolated network",
      "apt-get install libnss3-tools"};
}

std::vector<Finding> look_at_browser(const std::filesystem::path& wanted) {
  const auto executable = analyzer::find_browser(wanted);
  if (!executable) return {{"browser", Health::kMissing, "none found", executable.error().message}};
  std::vector<Finding> findings;
  Finding file{.subject = "browser", .found = printable(executable->string())};
  if (executable->filename().string().find("headless-shell") == std::string::npos) {
    file.health = Health::kDegraded;
    file.remedy = "apt-get install chromium-headless-shell: 2 to 3 times faster at half the memory";
  }
  findings.push_back(file);
  const auto trial = try_browser(*executable);
  if (trial) {
    findings.push_back({"browser start", Health::kGood,
                        fmt::format("{} read a page {} ms after its start and left nothing behind",
                                    printable(trial->version), trial->took.count())});
  } else {
    findings.push_back(
        {"browser start", Health::kMissing, "it does not work here", trial.error().message});
  }
  return findings;
}

void print_findings(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    fmt::print("{:<9} {:<19} {}\n", to_string(finding.health), finding.subject, finding.found);
    if (!finding.remedy.empty()) fmt::print("{:<9} {:<19} -> {}\n", "", "", finding.remedy);
  }
}

Json to_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"subject", finding.subject},
                    {"health", to_string(finding.health)},
                    {"found", finding.found},
                    {"remedy", finding.remedy}});
  }
  return list;
}

ExitCode examine(const std::filesystem::path& browser, bool json) {
  std::vector<Finding> findings = look_at_browser(browser);
  findings.push_back(look_at_sandbox(browser));
  findings.push_back(look_at_room());
  findings.push_back(look_at_kernel());
  findings.push_back(look_at_cgroups());
  findings.push_back(look_at_limits());
  findings.push_back(look_at_kernel_events());
  findings.push_back(look_at_isolation());
  findings.push_back(look_at_descriptors());
  findings.push_back(look_at_space("shared memory", "/dev/shm", Bytes::mib(256),
                                   "Chromium then uses /tmp; in a container: --shm-size=1g"));
  findings.push_back(look_at_space("scratch space", temp_root().string(), Bytes::mib(512),
                                   "profiles go there: free some space or set TMPDIR"));
  findings.push_back(look_at_certutil());
  if (json) {
    fmt::print("{}\n", to_json(findings).dump(2));
  } else {
    print_findings(findings);
  }
  const bool all_there = std::ranges::none_of(
      findings, [](const Finding& finding) { return finding.health == Health::kMissing; });
  return all_there ? ExitCode::kPass : ExitCode::kEnvironment;
}

}  // namespace

void add_doctor_command(CLI::App& app, ExitCode& exit) {
  CLI::App* command =
      app.add_subcommand("doctor", "Say what this machine allows and how to fix the rest");
  struct Arguments {
    std::filesystem::path browser;
    bool json = false;
    bool quiet = false;
  };
  auto arguments = std::make_shared<Arguments>();
  command->add_option("--browser", arguments->browser,
                      "The Chromium executable (default: found by itself)");
  command->add_flag("--json", arguments->json, "Machine-readable");
  command->add_flag("--quiet", arguments->quiet, "Only errors on stderr");
  command->callback([arguments, &exit] {
    set_up_log(arguments->quiet);
    exit = examine(arguments->browser, arguments->json);
  });
}

}  // namespace tidemark::cli
