#include "harness/run/session.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <iterator>
#include <map>
#include <system_error>

#include <nlohmann/json.hpp>

#include "harness/record/run_events.hpp"
#include "harness/run/recorded_request.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/run/run_time.hpp"
#include "harness/scenario/placeholders.hpp"
#include "harness/stage/choose_network.hpp"
#include "harness/subject/free_port.hpp"
#include "probes/process/process_ref.hpp"
#include "probes/sampling/proc_source.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// The longest that turn() waits: how late a deadline or a fault is noticed.
constexpr Milliseconds kLongestTurn{100};
constexpr std::chrono::seconds kCloseTime{20};
constexpr std::chrono::seconds kMountTime{20};
// The group's accounting is read no more often, however fast processes are sampled.
constexpr Milliseconds kCgroupEvery{500};
// Idle connections keep a subject from rest; servers differ, and this is at the impatient end.
constexpr Milliseconds kIdleConnection{3000};
// Requests at the simulator in one turn.
constexpr std::size_t kMostUntaken = 20'000;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::map<std::string, std::string> facts_of(const RunPlan& plan) {
  return {{"scenario", plan.scenario.name},
          {"seed", std::to_string(plan.seed)},
          {"command", dump(Json(plan.command))},
          {"cycles", std::to_string(plan.cycles)},
          {"warm_up", std::to_string(plan.warm_up)}};
}

// Lets that user write to `owned`, and read the certificate.
Result<void> hand_over(const SubjectUser& user, const std::vector<fs::path>& owned,
                       const fs::path& certificate) {
  for (const fs::path& path : owned) {
    if (::chown(path.c_str(), user.run_as.user, user.run_as.group) != 0) {
      return system_failure("give " + path.string() + " to the user " + user.name, errno);
    }
  }
  std::error_code error;
  fs::permissions(certificate, fs::perms::others_read, fs::perm_options::add, error);
  if (!error) {
    fs::permissions(certificate.parent_path(), fs::perms::others_exec, fs::perm_options::add,
                    error);
  }
  if (error) return system_failure("let others read " + certificate.string(), error.value());
  return {};
}

probes::ScopeWants limits_wanted(const std::vector<PlannedFault>& faults) {
  probes::ScopeWants wants;
  for (const PlannedFault& fault : faults) {
    wants.memory_limit |= std::holds_alternative<faults::MemoryLimit>(fault.action);
    wants.cpu_limit |= std::holds_alternative<faults::CpuShare>(fault.action);
  }
  return wants;
}

fs::path own_home() {
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): nobody sets it here
  return home == nullptr ? fs::path() : fs::path(home);
}

// Whom the subject runs as; empty: us.
Result<std::optional<SubjectUser>> user_of(const RunPlan& plan) {
  if (plan.options.user.empty()) return std::nullopt;
  auto found = find_subject_user(plan.options.user);
  if (found) return *std::move(found);
  return failure(found.error().code,
                 plan.scenario.origins.in_files("/subject/user: " + found.error().message));
}

Result<SiteServer> serve(const Scenario& scenario, std::optional<Stage>& stage) {
  const SiteLimits limits{.idle = kIdleConnection, .kept_requests = kMostUntaken};
  if (!stage) return SiteServer::start(scenario, {}, limits);
  return SiteServer::start_at(scenario, stage->take_listeners(), limits, AddressPlan::kDistinct);
}

Result<SubjectCaptures> open_captures(const fs::path& folder) {
  auto out = OutputCapture::create(folder / kSubjectOutFile);
  if (!out) return std::unexpected(out.error());
  auto err = OutputCapture::create(folder / kSubjectErrFile);
  if (!err) return std::unexpected(err.error());
  return SubjectCaptures{.out = std::move(*out), .err = std::move(*err)};
}

std::vector<std::string> remarks_on(const ChosenNetwork& network) {
  if (network.stage) return network.stage->remarks();
  if (network.refusal.empty()) return {};
  return {"The network is not isolated. " + network.refusal};
}

// With a directory of that name in it for the subject's temporary files.
Result<TempDir> make_scratch(const char* temporary) {
  // Always below /tmp: socket paths in it must stay short.
  auto scratch = TempDir::create_in("/tmp", fmt::format("tmr{}", ::getpid()));
  if (!scratch) return scratch;
  std::error_code error;
  // A subject that runs as root may start browsers that do not; the names in it stay unreadable.
  fs::permissions(scratch->path(), fs::perms::group_exec | fs::perms::others_exec,
                  fs::perm_options::add, error);
  fs::create_directory(scratch->path() / temporary, error);
  if (error) return system_failure("make the subject's temporary directory", error.value());
  return scratch;
}

// The largest that the scenario's faults ask for.
Result<UniqueFd> open_small_disk(Supervision& supervision, const fs::path& directory,
                                 const std::vector<PlannedFault>& faults) {
  Bytes size;
  for (const PlannedFault& fault : faults) {
    const auto* full = std::get_if<faults::DiskFull>(&fault.action);
    if (full != nullptr) size = std::max(size, full->size);
  }
  if (size == Bytes()) return failure(ErrorCode::kUnavailable, "the scenario fills no disk");
  if (auto told = supervision.order(MountSmallDisk{.directory = directory, .size = size}); !told) {
    return std::unexpected(told.error());
  }
  std::vector<UniqueFd> descriptors;
  const auto report = supervision.wait_for_report(Deadline::in(kMountTime), &descriptors);
  if (!report) return std::unexpected(report.error());
  if (const auto* failed = std::get_if<StartFailed>(&*report)) {
    return failure(failed->code, failed->message);
  }
  if (descriptors.size() != 1) {
    return failure(ErrorCode::kProtocol, "the supervisor answers what it was not asked");
  }
  return std::move(descriptors.front());
}

}  // namespace

namespace {

SharedMemory shared_memory_of(std::optional<Stage>& stage, const std::optional<SubjectUser>& user) {
  if (stage) {
    if (UniqueFd own = stage->take_shared_memory()) return SharedMemory(std::move(own));
  }
  return {steady_now(), user ? user->run_as.user : ::geteuid()};
}

}  // namespace

struct Session::Parts {
  TempDir scratch;
  TempDir stage_directory;
  std::optional<Stage> stage;
  std::vector<std::string> network_remarks;
  SiteServer sites;
  Result<UniqueFd> small_disk;
  probes::Recorder recorder;
  EventListener events;
  Ownership ownership;
  Subject subject;
  probes::Sampler sampler;
  std::optional<SubjectUser> user;
};

Session::Session(const RunPlan& plan, Interrupts& interrupts, Parts parts)
    : plan_(plan),
      interrupts_(interrupts),
      scratch_(std::move(parts.scratch)),
      stage_directory_(std::move(parts.stage_directory)),
      stage_(std::move(parts.stage)),
      network_remarks_(std::move(parts.network_remarks)),
      sites_(std::move(parts.sites)),
      small_disk_(std::move(parts.small_disk)),
      recorder_(std::move(parts.recorder)),
      events_(std::move(parts.events)),
      ownership_(std::move(parts.ownership)),
      subject_(std::move(parts.subject)),
      sampler_(std::move(parts.sampler)),
      user_(std::move(parts.user)),
      shared_memory_(shared_memory_of(stage_, user_)),
      arrivals_(arrivals_of(plan.scenario.load)) {}

Result<std::unique_ptr<Session>> Session::open(const RunPlan& plan, Interrupts& interrupts) {
  auto found = user_of(plan);
  if (!found) return std::unexpected(found.error());
  std::optional<SubjectUser> user = *std::move(found);
  // Before the simulator's thread and the recorder's: processes are started while there is one.
  auto network = choose_network(plan.network, plan.scenario);
  if (!network) return std::unexpected(network.error());
  Supervision& supervision = network->supervision;
  auto scratch = make_scratch(kTempDirectory);
  if (!scratch) return std::unexpected(scratch.error());
  if (auto told = supervision.order(RemoveAtEnd{scratch->path()}); !told) {
    return std::unexpected(told.error());
  }
  auto events = EventListener::open(scratch->path() / kEventSocket);
  if (!events) return std::unexpected(events.error());
  auto ownership = Ownership::open(supervision, limits_wanted(plan.scenario.faults));
  if (!ownership) return std::unexpected(ownership.error());
  auto sites = serve(plan.scenario, network->stage);
  if (!sites) return std::unexpected(sites.error());
  if (auto told = supervision.order(RemoveAtEnd{sites->ca_file().parent_path()}); !told) {
    return std::unexpected(told.error());
  }
  std::vector<fs::path> owned{scratch->path() / kTempDirectory, scratch->path() / kEventSocket};
  if (auto& stage = network->stage; stage.has_value()) {
    auto made = stage->trust(sites->ca_file(), user ? user->home : own_home());
    if (!made) return std::unexpected(made.error());
    std::ranges::move(*made, std::back_inserter(owned));
  }
  if (user) {
    if (auto handed = hand_over(*user, owned, sites->ca_file()); !handed) {
      return std::unexpected(handed.error());
    }
  }
  auto small_disk =
      open_small_disk(supervision, scratch->path() / kTempDirectory, plan.scenario.faults);
  auto recorder = probes::Recorder::create(plan.folder / kSamplesFile, facts_of(plan));
  if (!recorder) return std::unexpected(recorder.error());
  auto captures = open_captures(plan.folder);
  if (!captures) return std::unexpected(captures.error());
  auto source = probes::ProcSource::create();
  if (!source) return std::unexpected(source.error());
  probes::Sampler sampler(std::move(*source), probes::SubjectTree(supervision.pid()));
  std::vector<std::string> remarks = remarks_on(*network);
  std::unique_ptr<Session> session(
      new Session(plan, interrupts,
                  {.scratch = std::move(*scratch),
                   .stage_directory = std::move(network->directory),
                   .stage = std::move(network->stage),
                   .network_remarks = std::move(remarks),
                   .sites = std::move(*sites),
                   .small_disk = std::move(small_disk),
                   .recorder = std::move(*recorder),
                   .events = std::move(*events),
                   .ownership = std::move(*ownership),
                   .subject = Subject(std::move(supervision), std::move(*captures)),
                   .sampler = std::move(sampler),
                   .user = std::move(user)}));
  if (auto opened = session->open_http(); !opened) return std::unexpected(opened.error());
  session->record_circumstances();
  return session;
}

void Session::record_circumstances() {
  record(kOwnershipKnown, dump({{"mode", ownership_.mode()}, {"missing", ownership_.missing()}}));
  record(kNetworkKnown, dump({{"mode", network()}, {"remarks", network_remarks_}}));
}

Result<void> Session::open_http() {
  if (plan_.options.input != SubjectInput::kHttp) return {};
  const auto port = find_free_port();
  if (!port) return std::unexpected(port.error());
  port_ = *port;
  auto url =
      parse_loopback_url(replaced(plan_.options.url, kPortPlaceholder, std::to_string(*port)));
  if (!url) return std::unexpected(url.error());
  http_.emplace(std::move(*url));
  return {};
}

void Session::record(const char* kind, const std::string& detail) {
  const SteadyTime now = steady_now();
  work_log_.add(run_time(now), kind, detail);
  recorder_.add_event(now, kind, detail);
}

void Session::take_requests() {
  RequestLog::Taken taken = sites_.take_requests();
  for (const SiteRequest& request : taken.requests) recorder_.add(recorded_request(request));
  recorder_.leave_out(taken.lost);
}

void Session::wait() {
  std::vector<pollfd> watches{{.fd = interrupts_.fd(), .events = POLLIN, .revents = 0}};
  subject_.add_watches(watches);
  if (http_) http_->add_watches(watches);
  events_.add_watches(watches);
  Deadline until = Deadline(next_sample_).within(kLongestTurn);
  if (arrived_ < arrivals_.size()) {
    until = Deadline(std::min(until.at(), cycle_began_ + arrivals_[arrived_].at));
  }
  const auto longest = until.remaining();
  ::poll(watches.data(), watches.size(), static_cast<int>(longest.count()));
}

Result<void> Session::turn() {
  feed();
  wait();
  interrupts_.turn();
  take_events();
  take_requests();
  const auto lines = subject_.turn();
  if (!lines) return std::unexpected(lines.error());
  for (const std::string& line : *lines) take_answer(line);
  if (http_) {
    for (const std::string& line : http_->exchange()) take_answer(line);
  }
  look_at_requests();
  if (steady_now() < next_sample_) return {};
  return sample(false);
}

Result<void> Session::sample(bool with_detail) {
  ownership_.claim(sampler_.tree());
  const SteadyTime now = steady_now();
  // Ticks that a slow sweep has overrun are left out.
  next_sample_ = now + plan_.times.sample_every;
  auto taken = sampler_.take(now, with_detail);
  if (!taken) return std::unexpected(taken.error());
  ownership_.complete(*taken, now);
  if (with_detail || now - cgroup_read_ >= kCgroupEvery) {
    taken->cgroup = ownership_.facts();
    cgroup_read_ = now;
  }
  attribution_.note_births(*taken);
  shared_memory_.look(taken->processes, with_detail);
  if (with_detail) take_census(*taken);
  recorder_.add(*taken);
  browser_starts_.add(*taken);
  probe_cpu_ += taken->cost.cpu;
  for (const probes::ProcessSample& process : taken->processes) {
    longest_hold_ = std::max(longest_hold_, process.detail.memory_took);
  }
  raise(peak_ ? *peak_ : peak_.emplace(), amounts_of(*taken));
  latest_ = std::move(*taken);
  ++samples_;
  return {};
}

Result<RestPoint> Session::take_rest_point() {
  if (auto sampled = sample(true); !sampled) return std::unexpected(sampled.error());
  return attribution_.rest_point(latest_, census_);
}

void Session::take_census(probes::TreeSample& sample) {
  const fs::path directory = scratch_.path() / kTempDirectory;
  // What covers the directory is seen by the subject, and by us through its descriptor.
  const fs::path seen =
      small_disk_ ? fs::path(fmt::format("/proc/self/fd/{}", small_disk_->get())) : directory;
  census_ = take_directory_census(seen);
  const auto hold = [&sample](probes::Holding::Kind kind, const LeftEntry& entry) {
    sample.holdings.push_back({.kind = kind, .name = entry.path, .bytes = entry.bytes});
  };
  for (LeftEntry& entry : census_) {
    entry.path = directory / entry.path.filename();
    hold(probes::Holding::Kind::kDirectory, entry);
  }
  for (LeftEntry& entry : shared_memory_.entries()) {
    hold(probes::Holding::Kind::kSharedMemory, entry);
    census_.push_back(std::move(entry));
  }
}

void Session::kill_members(Deadline deadline) {
  ownership_.kill();
  for (bool living = true; living && !deadline.passed();) {
    living = false;
    if (!sample(false)) return;
    for (const probes::ProcessSample& process : latest_.processes) {
      if (probes::is_zombie(process.facts)) continue;
      // Looked at again even if it has just ended: the last sample tells how it all ended.
      living = true;
      const auto member = probes::ProcessRef::open(process.facts.id);
      if (member && member->signal(SIGKILL)) {
        static_cast<void>(member->wait_ended(deadline.within(kLongestTurn)));
      } else {
        ::poll(nullptr, 0, 10);
      }
    }
  }
}

Result<void> Session::close_recording() {
  take_requests();
  return recorder_.close(Deadline::in(kCloseTime));
}

}  // namespace tidemark::harness
