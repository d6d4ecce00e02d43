#include "harness/subject/supervisor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>

#include "harness/stage/build_stage.hpp"
#include "harness/subject/descendants.hpp"
#include "harness/subject/inherited_environment.hpp"
#include "harness/subject/message_socket.hpp"
#include "harness/subject/small_disk.hpp"
#include "harness/subject/supervisor_message.hpp"
#include "probes/ownership/cgroup_reader.hpp"
#include "probes/ownership/cgroup_removal.hpp"
#include "probes/process/child.hpp"
#include "probes/process/process_ref.hpp"
#include "probes/process/reap_strangers.hpp"
#include "probes/sampling/libproc_source.hpp"

namespace tidemark::harness {
namespace {

// For a subject whose harness has died: long enough for a browser to save nothing and go.
constexpr std::chrono::seconds kGraceOfOrphans{1};
// How long SIGKILL is repeated.
constexpr std::chrono::seconds kKillTime{8};
// How long it is repeated for each process before everything in the cgroup is killed in one step.
constexpr std::chrono::seconds kPatience{2};
// For removing a cgroup whose processes have ended, and a directory.
constexpr std::chrono::seconds kRemovalTime{2};
// Between two looks for what has been forked since SIGKILL was sent.
constexpr Milliseconds kBetweenKills{20};

// Pending signals; the mask is set before anything is started.
Result<UniqueFd> watch_signals() {
  sigset_t watched;
  ::sigemptyset(&watched);
  // The last three are for the harness to judge, not for us.
  for (const int number : {SIGCHLD, SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&watched, number);
  if (::sigprocmask(SIG_BLOCK, &watched, nullptr) != 0) {
    return system_failure("block signals", errno);
  }
  UniqueFd signals(::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals) return system_failure("watch signals", errno);
  return signals;
}

class Supervisor {
 public:
  Supervisor(MessageSocket control, UniqueFd signals, std::unique_ptr<probes::LibprocSource> source)
      : control_(std::move(control)), signals_(std::move(signals)), source_(std::move(source)) {}

  // Returns when the harness and the whole tree have gone.
  void run();

 private:
  // An ending under way.
  struct Ending {
    Deadline grace;
    Deadline patience;
    Deadline give_up;
    std::set<ProcessId> killed = {};
  };

  void wait_for_something();
  void take_orders();
  void obey(const StartSubject& order, Message& message);
  void obey(const EndTree& order, Message& message);
  void obey(const RemoveAtEnd& order, Message& message);
  void obey(const UseCgroups& order, Message& message);
  void obey(const BuildStage& order, Message& message);
  void obey(const MountSmallDisk& order, Message& message);
  void begin_ending(std::chrono::nanoseconds grace);
  void notice_ended();
  void go_on_ending();
  [[nodiscard]] bool anybody_left() const;
  int kill_cgroup(std::set<ProcessId>& killed) const;
  int kill_descendants(std::set<ProcessId>& killed);
  void report(const Report& report, const std::vector<int>& descriptors = {}) {
    static_cast<void>(control_.send(to_text(report), descriptors));
  }

  MessageSocket control_;  // closed once the harness has gone
  UniqueFd signals_;
  std::unique_ptr<probes::LibprocSource> source_;
  std::optional<probes::Child> subject_;
  bool reap_orphans_ = true;
  std::optional<Ending> ending_;
  std::vector<std::filesystem::path> remove_at_end_;
  std::filesystem::path small_disk_;   // what it covers; empty: there is none
  probes::CgroupPlace groups_;         // of the subject; empty: there are none
  std::vector<UniqueFd> group_procs_;  // for entering them
};

void Supervisor::run() {
  while (control_ || ending_) {
    wait_for_something();
    take_orders();
    notice_ended();
    go_on_ending();
  }
  std::error_code ignored;  // nobody is left to tell
  // What is covered can be removed by those who do not see the cover, and so not by us.
  if (!small_disk_.empty()) ::umount2(small_disk_.c_str(), MNT_DETACH);
  static_cast<void>(probes::end_cgroups(groups_, Deadline::in(kRemovalTime)));
  // A program of the harness's may have been writing into one when both were killed.
  for (const auto& directory : remove_at_end_) {
    const Deadline give_up = Deadline::in(kRemovalTime);
    do {
      std::filesystem::remove_all(directory, ignored);
    } while (std::filesystem::exists(directory, ignored) && !give_up.passed());
  }
}

void Supervisor::wait_for_something() {
  std::array<pollfd, 2> watched{pollfd{.fd = control_.fd(), .events = POLLIN, .revents = 0},
                                pollfd{.fd = signals_.get(), .events = POLLIN, .revents = 0}};
  Milliseconds longest = std::chrono::hours(1);
  if (ending_) longest = std::max(kBetweenKills, ending_->grace.remaining());
  ::poll(watched.data(), watched.size(), static_cast<int>(longest.count()));
  signalfd_siginfo signal{};
  while (::read(signals_.get(), &signal, sizeof signal) > 0) {
  }
}

void Supervisor::take_orders() {
  while (control_) {
    auto message = control_.receive();
    if (!message) {
      control_.close();
      begin_ending(kGraceOfOrphans);
      return;
    }
    std::optional<Message>& next = *message;
    if (!next) return;
    const auto order = parse_order(next->text);
    if (!order) {
      report(StartFailed{.code = order.error().code, .message = order.error().message});
      continue;
    }
    std::visit([&](const auto& each) { obey(each, *next); }, *order);
  }
}

void Supervisor::obey(const StartSubject& order, Message& message) {
  if (subject_ || order.command.empty() || message.descriptors.size() != 3) {
    report(StartFailed{.code = ErrorCode::kProtocol,
                       .message = "one subject with three pipes at a time"});
    return;
  }
  const probes::Command command{
      .program = order.command.front(),
      .arguments = {order.command.begin() + 1, order.command.end()},
      .environment = inherited_environment_with(order.environment, order.without),
      .working_directory = order.directory};
  probes::StartOptions options{.run_as = order.run_as, .limits = order.limits};
  for (int number = 0; number < 3; ++number) {
    options.descriptors.push_back(
        {.theirs = number, .ours = message.descriptors[static_cast<std::size_t>(number)].get()});
  }
  for (const UniqueFd& procs : group_procs_) options.join_cgroups.push_back(procs.get());
  auto started = probes::Child::start(command, options);
  if (!started) {
    report(StartFailed{.code = started.error().code, .message = started.error().message});
    return;
  }
  subject_ = std::move(*started);
  reap_orphans_ = order.reap_orphans;
  // What outlives the subject in its group is evidence, not ours to end with it.
  subject_->disown_group();
  report(SubjectStarted{subject_->id()});
}

void Supervisor::obey(const EndTree& order, Message& /*message*/) { begin_ending(order.grace); }

void Supervisor::obey(const RemoveAtEnd& order, Message& /*message*/) {
  if (order.directory.is_absolute()) remove_at_end_.push_back(order.directory);
}

void Supervisor::obey(const UseCgroups& order, Message& message) {
  groups_ = order.groups;
  group_procs_ = std::move(message.descriptors);
}

void Supervisor::obey(const BuildStage& order, Message& /*message*/) {
  const auto stage = build_stage(order.plan);
  if (!stage) {
    report(StartFailed{.code = stage.error().code, .message = stage.error().message});
    return;
  }
  // The harness serves them; nobody here holds them any longer than this.
  const Listeners& sockets = stage->listeners;
  std::vector<int> descriptors = {sockets.http.get(), sockets.https.get(), sockets.dns.get(),
                                  sockets.dns_tcp.get()};
  if (stage->shared_memory) descriptors.push_back(stage->shared_memory.get());
  report(StageBuilt{stage->remarks}, descriptors);
}

void Supervisor::obey(const MountSmallDisk& order, Message& /*message*/) {
  const auto disk = mount_small_disk(order.directory, order.size);
  if (!disk) {
    report(StartFailed{.code = disk.error().code, .message = disk.error().message});
    return;
  }
  small_disk_ = order.directory;
  report(SmallDiskMounted{}, {disk->get()});
}

void Supervisor::begin_ending(std::chrono::nanoseconds grace) {
  if (ending_) {  // somebody became impatient; no second SIGTERM, programs take that for a sign
    ending_->grace = ending_->grace.within(grace);
    ending_->patience = ending_->patience.within(grace + kPatience);
    return;
  }
  ending_ = Ending{.grace = Deadline::in(grace),
                   .patience = Deadline::in(grace + kPatience),
                   .give_up = Deadline::in(grace + kKillTime)};
  if (!subject_) return;
  static_cast<void>(subject_->signal(SIGTERM));
  static_cast<void>(subject_->signal(SIGCONT));  // a stopped one would not see it
}

void Supervisor::notice_ended() {
  std::set<Pid> ours;
  if (subject_) {
    if (const auto status = subject_->poll()) {
      report(SubjectEnded{.id = subject_->id(), .status = *status});
      subject_.reset();
    } else {
      ours.insert(subject_->pid());
    }
  }
  if (reap_orphans_ || ending_) probes::reap_strangers(ours);
}

void Supervisor::go_on_ending() {
  if (!ending_) return;
  int left = 0;
  if (anybody_left()) {
    if (!ending_->grace.passed()) return;
    left = kill_descendants(ending_->killed);
    // Forks can outrun us; and what is in the group without being below us is the subject's too.
    if (left == 0 || ending_->patience.passed()) {
      left = std::max(left, kill_cgroup(ending_->killed));
    }
    if (!ending_->give_up.passed()) return;
  }
  report(TreeEnded{.killed = static_cast<int>(ending_->killed.size()), .left = left});
  ending_.reset();
}

// No child means no descendant: everything below us hangs on a child of ours.
bool Supervisor::anybody_left() const {
  if (probes::has_children()) return true;
  return groups_.unified && probes::cgroup_populated(*groups_.unified).value_or(false);
}

int Supervisor::kill_cgroup(std::set<ProcessId>& killed) const {
  if (!groups_.unified) return 0;
  const auto members = probes::read_cgroup_members(*groups_.unified);
  if (!members || members->empty()) return 0;
  for (const Pid pid : *members) {
    if (const auto id = read_process_id(pid)) killed.insert(*id);
  }
  static_cast<void>(probes::kill_cgroup(*groups_.unified));
  return static_cast<int>(members->size());
}

int Supervisor::kill_descendants(std::set<ProcessId>& killed) {
  const auto sweep = source_->sweep();
  if (!sweep) return 1;  // /proc is gone: the deadline ends this
  const std::vector<ProcessId> living = descendants_of(::getpid(), *sweep);
  for (const ProcessId& id : living) {
    const auto process = probes::ProcessRef::open(id);
    if (process && process->signal(SIGKILL)) killed.insert(id);
  }
  return static_cast<int>(living.size());
}

}  // namespace

int run_supervisor(int control_fd) {
  MessageSocket control{UniqueFd(control_fd)};
  if (::fcntl(control_fd, F_SETFD, FD_CLOEXEC) != 0) return 2;  // started by hand
  const auto give_up = [&](const Error& error) {
    static_cast<void>(
        control.send(to_text(Report(StartFailed{.code = error.code, .message = error.message}))));
    return 1;
  };
  if (const auto adopting = probes::become_subreaper(); !adopting) return give_up(adopting.error());
  auto signals = watch_signals();
  if (!signals) return give_up(signals.error());
  auto source = probes::LibprocSource::create();
  if (!source) return give_up(source.error());
  Supervisor(std::move(control), std::move(*signals), std::move(*source)).run();
  return 0;
}

}  // namespace tidemark::harness
