#include "analyzer/events/task_events.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include <nlohmann/json.hpp>

#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kBacklog = std::size_t{1024} * 1024;

class NoEvents final : public TaskEvents {
 public:
  void worker_started(int /*worker*/) override {}
  void worker_ended(int /*worker*/) override {}
  void task_started(int /*worker*/, std::string_view /*task*/) override {}
  void task_ended(int /*worker*/, std::string_view /*task*/,
                  std::string_view /*outcome*/) override {}
  void slot_wanted(int /*worker*/, std::string_view /*task*/) override {}
  void slot_taken(int /*worker*/, std::string_view /*task*/, Pid /*browser*/) override {}
  void slot_released(int /*worker*/, std::string_view /*task*/) override {}
  void browser_started(Pid /*browser*/) override {}
  void browser_ended(Pid /*browser*/, std::string_view /*why*/) override {}
  void flush(Deadline /*deadline*/) override {}
};

class SocketEvents final : public TaskEvents {
 public:
  explicit SocketEvents(UniqueFd socket) : socket_(std::move(socket)) {}

  void worker_started(int worker) override {
    send({{"event", "worker_start"}, {"worker", worker}});
  }
  void worker_ended(int worker) override { send({{"event", "worker_end"}, {"worker", worker}}); }
  void task_started(int worker, std::string_view task) override {
    send({{"event", "task_start"}, {"worker", worker}, {"task", task}});
  }
  void task_ended(int worker, std::string_view task, std::string_view outcome) override {
    send({{"event", "task_end"}, {"worker", worker}, {"task", task}, {"outcome", outcome}});
  }
  void slot_wanted(int worker, std::string_view task) override {
    send({{"event", "slot_wait"}, {"worker", worker}, {"task", task}});
  }
  void slot_taken(int worker, std::string_view task, Pid browser) override {
    send({{"event", "slot"}, {"worker", worker}, {"task", task}, {"browser", browser}});
  }
  void slot_released(int worker, std::string_view task) override {
    send({{"event", "slot_release"}, {"worker", worker}, {"task", task}});
  }
  void browser_started(Pid browser) override {
    send({{"event", "browser_start"}, {"browser", browser}});
  }
  void browser_ended(Pid browser, std::string_view why) override {
    send({{"event", "browser_end"}, {"browser", browser}, {"why", why}});
  }
  void flush(Deadline deadline) override;

 private:
  void send(Json event);
  void drain();

  UniqueFd socket_;
  std::string backlog_;
  std::size_t dropped_ = 0;
};

void SocketEvents::send(Json event) {
  if (!socket_) return;
  const auto now =
      std::chrono::duration_cast<std::chrono::microseconds>(steady_now().time_since_epoch());
  event["t_us"] = now.count();
  if (dropped_ > 0) event["dropped"] = dropped_;
  const std::string line =
      event.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace) + "\n";
  if (backlog_.size() + line.size() > kBacklog) {
    ++dropped_;
  } else {
    backlog_ += line;
    dropped_ = 0;
  }
  drain();
}

void SocketEvents::drain() {
  while (socket_ && !backlog_.empty()) {
    const ssize_t sent =
        ::send(socket_.get(), backlog_.data(), backlog_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0) {  // the listener has gone; that is its right
      socket_.reset();
      return;
    }
    backlog_.erase(0, static_cast<std::size_t>(sent));
  }
}

void SocketEvents::flush(Deadline deadline) {
  drain();
  while (socket_ && !backlog_.empty() && !deadline.passed()) {
    pollfd writable{socket_.get(), POLLOUT, 0};
    (void)::poll(&writable, 1, static_cast<int>(deadline.remaining().count()));
    drain();
  }
}

}  // namespace

Result<std::unique_ptr<TaskEvents>> TaskEvents::connect(std::string_view socket_path) {
  if (socket_path.empty()) return std::make_unique<NoEvents>();
  const std::string what = "connect to TIDEMARK_EVENTS=" + std::string(socket_path);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path.size() >= sizeof address.sun_path) {
    return failure(ErrorCode::kBadInput, what + ": a socket path has at most 107 characters");
  }
  std::memcpy(address.sun_path, socket_path.data(), socket_path.size());
  UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return system_failure(what, errno);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return system_failure(what, errno);
  }
  return std::make_unique<SocketEvents>(std::move(socket));
}

}  // namespace tidemark::analyzer
