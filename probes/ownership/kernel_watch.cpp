#include "probes/ownership/kernel_watch.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "probes/sampling/command_line.hpp"
#include "probes/sampling/proc_file.hpp"

namespace tidemark::probes {
namespace {

constexpr std::size_t kLongestName = 64;

std::string read_name(Pid pid) {
  const std::filesystem::path path = "/proc/" + std::to_string(pid) + "/comm";
  const Result<UniqueFd> fd = open_proc_file(path);
  if (!fd) return {};
  std::string name = read_proc_file(*fd, path, kLongestName).value_or("");
  if (name.ends_with('\n')) name.pop_back();
  return name;
}

// Signals are for the thread that handles them.
std::jthread start_without_signals(auto&& run) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::jthread thread(std::forward<decltype(run)>(run));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

Result<std::unique_ptr<KernelWatch>> KernelWatch::open() {
  UniqueFd stop(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop) return system_failure("make an eventfd", errno);
  Result<KernelEventSocket> socket = KernelEventSocket::open();
  if (!socket) return std::unexpected(socket.error());
  return std::unique_ptr<KernelWatch>(new KernelWatch(*std::move(socket), std::move(stop)));
}

KernelWatch::KernelWatch(KernelEventSocket socket, UniqueFd stop)
    : stop_(std::move(stop)), socket_(std::move(socket)), ledger_(BootClock::read()) {
  thread_ = start_without_signals([this] { listen(); });
}

KernelWatch::~KernelWatch() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(stop_.get(), &one, sizeof one);
}

void KernelWatch::listen() {
  std::array<pollfd, 2> watched{pollfd{.fd = socket_.fd(), .events = POLLIN, .revents = 0},
                                pollfd{.fd = stop_.get(), .events = POLLIN, .revents = 0}};
  for (;;) {
    ::poll(watched.data(), watched.size(), -1);
    if (watched[1].revents != 0) return;
    const std::scoped_lock lock(mutex_);
    catch_up();
  }
}

void KernelWatch::catch_up() {
  for (;;) {
    const std::vector<KernelEvent> events = socket_.read();
    if (events.empty()) return;
    for (const KernelEvent& event : events) {
      if (ledger_.take(event)) describe(event.pid);
    }
  }
}

void KernelWatch::describe(Pid pid) {
  const Result<ProcessId> id = read_process_id(pid);
  if (!id) return;
  Result<std::vector<std::string>> command_line = read_command_line(pid);
  if (!command_line || command_line->empty()) return;  // it is ending
  ledger_.describe(*id, read_name(pid), *std::move(command_line));
}

void KernelWatch::add_ancestor(Pid pid) {
  const std::scoped_lock lock(mutex_);
  catch_up();
  ledger_.add_ancestor(pid);
}

std::vector<Pid> KernelWatch::living() {
  const std::scoped_lock lock(mutex_);
  catch_up();
  return ledger_.living();
}

void KernelWatch::settle(TreeSample& sample, SteadyTime begun) {
  const std::scoped_lock lock(mutex_);
  catch_up();
  ledger_.settle(sample, begun);
}

std::chrono::microseconds KernelWatch::cpu() {
  clockid_t clock{};
  timespec used{};
  if (::pthread_getcpuclockid(thread_.native_handle(), &clock) != 0) return {};
  ::clock_gettime(clock, &used);
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec));
}

std::uint64_t KernelWatch::losses() {
  const std::scoped_lock lock(mutex_);
  catch_up();
  return socket_.losses();
}

}  // namespace tidemark::probes
