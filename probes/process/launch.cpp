#include "probes/process/launch.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <exception>

// boost/optional and type_traits: Boost.Process 2 uses them, but includes them only with
// Boost.Filesystem.
#include <boost/asio/io_context.hpp>
#include <boost/optional.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/type_traits/decay.hpp>
#include <boost/type_traits/is_convertible.hpp>

#include "probes/process/child_setup.hpp"
#include "probes/process/find_program.hpp"
#include "probes/process/inherited_fds.hpp"
#include "probes/process/pidfd.hpp"
#include "probes/process/reap.hpp"

namespace tidemark::probes {
namespace {

namespace process = boost::process::v2;

// Our part of Boost's launcher. Its hooks are found by name.
struct Hooks {
  ChildSetup setup;

  template <typename Launcher>
  boost::system::error_code on_exec_setup(Launcher& /*launcher*/,
                                          const std::filesystem::path& /*exe*/,
                                          const char* const*& /*argv*/) const {
    const int error = setup.apply();
    errno = error;  // what the launcher sends to the parent
    return {error, boost::system::system_category()};
  }

  // Boost 1.81 looks for this hook with five arguments and calls it with four. Without it the child
  // would leave by exit() and run our atexit handlers.
  template <typename... Arguments>
  void on_exec_error(Arguments&&... /*arguments*/) const {
    ::_exit(127);
  }
};

// Keeps our signal handlers from running in the child before it has reset them.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_{};
};

// A pipe on which the child says which step before its exec failed.
struct ReportPipe {
  UniqueFd read;
  UniqueFd write;

  static Result<ReportPipe> open() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return system_failure("open a pipe", errno);
    return ReportPipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
  }
  [[nodiscard]] std::optional<SetupFailure> received() const {
    SetupFailure failure;
    if (::read(read.get(), &failure, sizeof failure) != sizeof failure) return std::nullopt;
    return failure;
  }
};

// Pointers to `strings`, ended by a null pointer, as exec wants them.
std::vector<const char*> pointers_to(const std::vector<std::string>& strings) {
  std::vector<const char*> pointers;
  pointers.reserve(strings.size() + 2);
  for (const std::string& text : strings) pointers.push_back(text.c_str());
  pointers.push_back(nullptr);
  return pointers;
}

Result<void> check_no_nul(const Command& command) {
  const auto has_nul = [](const std::string& text) { return text.find('\0') != std::string::npos; };
  const bool bad = has_nul(command.program.native()) ||
                   has_nul(command.working_directory.native()) ||
                   std::ranges::any_of(command.arguments, has_nul) ||
                   (command.environment && std::ranges::any_of(*command.environment, has_nul));
  if (!bad) return {};
  return failure(ErrorCode::kBadInput,
                 "start a program: its command line or environment has a NUL byte");
}

// With SIGCHLD ignored, which is inherited across exec, the kernel discards how children ended.
void keep_exit_statuses() {
  struct sigaction now{};
  if (::sigaction(SIGCHLD, nullptr, &now) != 0) return;
  if (now.sa_handler != SIG_IGN && (now.sa_flags & SA_NOCLDWAIT) == 0) return;
  if (now.sa_handler == SIG_IGN) now.sa_handler = SIG_DFL;
  now.sa_flags &= ~SA_NOCLDWAIT;
  ::sigaction(SIGCHLD, &now, nullptr);
}

Error start_error(const std::string& program, int error, const std::optional<SetupFailure>& step) {
  if (step) return system_error("start " + program + ": " + describe(step->step), step->error);
  if (error == ENOEXEC) {
    return {ErrorCode::kDenied,
            "start " + program +
                ": the kernel cannot execute it (a script needs a #! line; a binary "
                "must be built for this machine)"};
  }
  if (error == ENOENT && ::access(program.c_str(), F_OK) == 0) {
    return {ErrorCode::kNotFound,
            "start " + program +
                ": the interpreter that its first line or its ELF header names is missing"};
  }
  return system_error("start " + program, error);
}

// Runs Boost's launcher. Its handle is given up at once: it would wait without a deadline and
// signal a bare pid. Returns 0 or an errno; `launcher.pid` is set once there was a fork.
int run_launcher(process::posix::default_launcher& launcher, const std::filesystem::path& program,
                 const char** argv, const Hooks& hooks) {
  boost::asio::io_context unused;  // the launcher wants one for the handle; it never runs
  boost::system::error_code error;
  const BlockedSignals blocked;
  auto handle = launcher(unused.get_executor(), error, program, argv, hooks);
  handle.detach();
  return error.value();
}

}  // namespace

Result<Pid> launch(const Command& command, const StartOptions& options) {
  if (auto checked = check_no_nul(command); !checked) return std::unexpected(checked.error());
  auto program = find_program(command);
  if (!program) return std::unexpected(program.error());
  auto fds = InheritedFds::prepare(options.descriptors);
  if (!fds) return std::unexpected(fds.error());
  auto report = ReportPipe::open();
  if (!report) return std::unexpected(report.error());
  keep_exit_statuses();

  const std::string& directory = command.working_directory.native();
  const Hooks hooks{{.group = options.group,
                     .parent_death_signal = options.parent_death_signal.value_or(0),
                     .parent = ::getpid(),
                     .directory = directory.empty() ? nullptr : directory.c_str(),
                     .moves = fds->moves(),
                     .cgroups = options.join_cgroups,
                     .limits = options.limits,
                     .run_as = options.run_as ? &*options.run_as : nullptr,
                     .report_fd = report->write.get()}};
  std::vector<const char*> argv = pointers_to(command.arguments);
  argv.insert(argv.begin(), command.program.c_str());
  std::vector<const char*> environment;
  process::posix::default_launcher launcher;
  if (command.environment) {
    environment = pointers_to(*command.environment);
    launcher.env = environment.data();
  }
  // The launcher closes what is not listed here.
  for (const FdMove& move : fds->moves()) launcher.fd_whitelist.push_back(move.to);

  try {
    const int error = run_launcher(launcher, *program, argv.data(), hooks);
    if (error == 0) return launcher.pid;
    if (launcher.pid > 0) reap_ending_child(launcher.pid);
    return std::unexpected(start_error(program->native(), error, report->received()));
  } catch (const std::exception& problem) {
    if (launcher.pid == 0)
      ::_exit(127);  // we are the child: never go on as a second copy of the parent
    // Boost found no descriptor for its handle; the program itself runs already.
    if (launcher.pid > 0) {
      kill_unreaped_child(launcher.pid);
      reap_ending_child(launcher.pid);
    }
    return failure(ErrorCode::kIo, "start " + program->native() + ": " + problem.what());
  }
}

}  // namespace tidemark::probes
