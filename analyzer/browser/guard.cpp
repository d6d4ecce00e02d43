#include "analyzer/browser/guard.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <cstring>
#include <map>
#include <string>

#include "probes/process/process_ref.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;

namespace {

// One packet: "expect 0 DIRECTORY" before it is made; "watch PID DIRECTORY" (PID 0: no browser yet)
// with the lease's descriptor and, if there is a browser, its pidfd; "remove 0 DIRECTORY" or
// "release 0 DIRECTORY".
constexpr std::string_view kExpect = "expect";
constexpr std::string_view kWatch = "watch";
constexpr std::string_view kRemove = "remove";
constexpr std::string_view kRelease = "release";
constexpr std::size_t kMaxFds = 2;
constexpr std::size_t kMaxPacket = PATH_MAX + 64;

Result<void> send_packet(int socket, const std::string& text, const std::vector<int>& fds) {
  iovec part{.iov_base = const_cast<char*>(text.data()), .iov_len = text.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxFds)> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!fds.empty()) {
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(sizeof(int) * fds.size());
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * fds.size());
    std::memcpy(CMSG_DATA(header), fds.data(), sizeof(int) * fds.size());
  }
  // Never blocks: a stopped guard must not stop its owner.
  if (::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return {};
  const int error = errno;
  if (error == EPIPE || error == ECONNRESET || error == ENOTCONN) {
    return failure(ErrorCode::kGone, "tell the browser guard: it has ended");
  }
  return system_failure("tell the browser guard", error);
}

struct Watched {
  UniqueFd lease = {};  // empty while the directory is only expected
  std::optional<probes::ProcessRef> browser = {};
  bool is_over = false;  // the directory is to be removed now
};
using WatchList = std::map<std::string, Watched>;

void apply(WatchList& watched, std::string_view packet, std::vector<UniqueFd> fds) {
  const std::size_t first = packet.find(' ');
  const std::size_t second = packet.find(' ', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return;
  const std::string_view verb = packet.substr(0, first);
  const std::string directory(packet.substr(second + 1));
  if (verb == kRelease) watched.erase(directory);
  if (verb == kExpect) watched.insert_or_assign(directory, Watched{});
  if (verb == kRemove) watched.insert_or_assign(directory, Watched{.is_over = true});
  if (verb != kWatch || fds.empty()) return;
  Watched entry{.lease = std::move(fds[0]), .browser = std::nullopt};
  Pid pid = 0;
  std::from_chars(packet.data() + first + 1, packet.data() + second, pid);
  if (pid > 0 && fds.size() == kMaxFds) {
    entry.browser = probes::ProcessRef::adopt(std::move(fds[1]), pid);
  }
  watched.insert_or_assign(directory, std::move(entry));
}

enum class Received { kPacket, kNothing, kEnd };

Received receive(int socket, WatchList& watched) {
  std::array<char, kMaxPacket> buffer{};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxFds)> control{};
  iovec part{.iov_base = buffer.data(), .iov_len = buffer.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (size < 0) return errno == EAGAIN || errno == EINTR ? Received::kNothing : Received::kEnd;
  std::vector<UniqueFd> fds;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
      fds.emplace_back(fd);
    }
  }
  if (size == 0) return Received::kEnd;
  apply(watched, std::string_view(buffer.data(), static_cast<std::size_t>(size)), std::move(fds));
  return Received::kPacket;
}

// A terminal's Ctrl-C and a service manager's TERM go to everybody; the guard's work comes after
// them.
void settle_in(int control_fd) {
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU}) {
    std::signal(signal, SIG_IGN);
  }
  // A guard must not keep a file system busy. It cannot fail for "/".
  if (::chdir("/") != 0) return;
  if (control_fd > 3) ::close_range(3, static_cast<unsigned>(control_fd) - 1, 0);
  ::close_range(static_cast<unsigned>(control_fd) + 1, ~0U, 0);
  ::prctl(PR_SET_NAME, "tidemark-guard");
}

// Whether somebody alive holds the lease, if there is one.
bool is_held(const fs::path& directory) {
  const UniqueFd lease(
      ::open((directory / kLeaseFile).c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  return lease && ::flock(lease.get(), LOCK_EX | LOCK_NB) != 0;
}

// What was made of a directory, if nobody holds it. Whether nothing is left of it.
bool remove_unheld(const fs::path& directory, Deadline deadline) {
  bool gone = true;
  for (const fs::path& made : {unfinished_directory(directory), directory}) {
    gone = !is_held(made) && remove_leased_directory(made, deadline) && gone;
  }
  return gone;
}

// Tries once; whether there is something to be tried again.
bool remove_what_is_over(WatchList& watched) {
  const Deadline once = Deadline::in(std::chrono::nanoseconds(0));
  std::erase_if(watched, [once](const auto& entry) {
    return entry.second.is_over && remove_unheld(entry.first, once);
  });
  return std::ranges::any_of(watched, [](const auto& entry) { return entry.second.is_over; });
}

// Returns when the owner has closed the socket or died. The owner's pidfd is for the case that
// somebody else still holds a copy of the socket.
void follow_owner(int control_fd, WatchList& watched) {
  std::optional<probes::ProcessRef> owner;
  if (const auto id = read_process_id(::getppid()); id && id->pid != 1) {
    if (auto opened = probes::ProcessRef::open(*id)) owner = std::move(*opened);
  }
  while (true) {
    std::array<pollfd, 2> waiting{
        pollfd{.fd = control_fd, .events = POLLIN, .revents = 0},
        pollfd{.fd = owner ? owner->pidfd() : -1, .events = POLLIN, .revents = 0}};
    // The one wait without a deadline: waiting for the owner's end is what a guard is.
    constexpr int kRetryMs = 100;
    ::poll(waiting.data(), waiting.size(), remove_what_is_over(watched) ? kRetryMs : -1);
    Received received = Received::kPacket;
    while (received == Received::kPacket) received = receive(control_fd, watched);
    if (received == Received::kEnd || waiting[1].revents != 0) return;
  }
}

void finish(WatchList& watched) {
  constexpr auto kKillTime = std::chrono::seconds(2);
  constexpr auto kWholeTime = std::chrono::seconds(4);
  const Deadline whole = Deadline::in(kWholeTime);
  const Deadline killing = Deadline::in(kKillTime);
  // First all at once, so that a browser stuck in the kernel does not delay the others' end.
  for (const auto& [directory, entry] : watched) {
    if (entry.browser) (void)entry.browser->signal(SIGKILL);
  }
  for (const auto& [directory, entry] : watched) {
    if (entry.browser) {
      const auto killed = entry.browser->kill_group(killing);
      // Its directory stays as evidence for the next sweep.
      if (!killed && killed.error().code == ErrorCode::kTimedOut) continue;
    }
    if (entry.lease) {
      (void)remove_leased_directory(directory, whole);
    } else {
      (void)remove_unheld(directory, whole);
    }
  }
}

}  // namespace

int run_guard(int control_fd) {
  settle_in(control_fd);
  WatchList watched;
  follow_owner(control_fd, watched);
  finish(watched);
  return 0;
}

Result<GuardLink> GuardLink::start() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return system_failure("create the browser guard's socket", errno);
  }
  UniqueFd ours(ends[0]);
  const UniqueFd theirs(ends[1]);
  const probes::Command command{.program = "/proc/self/exe",
                                .arguments = {std::string(kGuardArgument)},
                                .environment = std::vector<std::string>{},
                                .working_directory = "/"};
  const probes::StartOptions options{
      .group = probes::Group::kOwnSession,
      .descriptors = {{.theirs = kGuardControlFd, .ours = theirs.get()}}};
  auto process = probes::Child::start(command, options);
  if (!process) return std::unexpected(process.error());
  return GuardLink(std::move(ours), std::move(*process));
}

GuardLink::~GuardLink() {
  if (!control_) return;
  control_.reset();
  // With nothing watched it leaves at once; else it has work that must not be cut short.
  constexpr auto kLongestWork = std::chrono::seconds(5);
  (void)process_.wait(Deadline::in(kLongestWork));
}

Result<void> GuardLink::expect(const fs::path& directory) {
  return send_packet(control_.get(), std::string(kExpect) + " 0 " + directory.string(), {});
}

Result<void> GuardLink::watch(const ProfileLease& lease,
                              const std::optional<GuardedBrowser>& browser) {
  std::vector<int> fds{lease.lock_fd()};
  if (browser) fds.push_back(browser->pidfd);
  const std::string text = std::string(kWatch) + " " + std::to_string(browser ? browser->pid : 0) +
                           " " + lease.directory().string();
  return send_packet(control_.get(), text, fds);
}

Result<void> GuardLink::remove(const fs::path& directory) {
  return send_packet(control_.get(), std::string(kRemove) + " 0 " + directory.string(), {});
}

Result<void> GuardLink::release(const fs::path& directory) {
  return send_packet(control_.get(), std::string(kRelease) + " 0 " + directory.string(), {});
}

}  // namespace tidemark::analyzer
