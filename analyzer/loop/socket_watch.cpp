#include "analyzer/loop/socket_watch.hpp"

#include <map>

#include <boost/asio/posix/stream_descriptor.hpp>

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

struct Watched {
  explicit Watched(const asio::any_io_executor& executor) : descriptor(executor) {}
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  ~Watched() { release(); }

  void release() {
    if (descriptor.is_open()) descriptor.release();
  }

  asio::posix::stream_descriptor descriptor;
  bool want_read = false;
  bool want_write = false;
  bool waits_to_read = false;
  bool waits_to_write = false;
};

}  // namespace

struct SocketWatch::State : std::enable_shared_from_this<State> {
  State(asio::any_io_executor on, OnReady callback)
      : executor(std::move(on)), on_ready(std::move(callback)) {}

  // Starts the waits that are wanted and not under way.
  void arm(int fd, const std::shared_ptr<Watched>& watched);
  void start(int fd, const std::shared_ptr<Watched>& watched, Ready ready);

  asio::any_io_executor executor;
  OnReady on_ready;
  std::map<int, std::shared_ptr<Watched>> sockets;
};

void SocketWatch::State::arm(int fd, const std::shared_ptr<Watched>& watched) {
  if (watched->want_read && !watched->waits_to_read) start(fd, watched, Ready::kRead);
  if (watched->want_write && !watched->waits_to_write) start(fd, watched, Ready::kWrite);
}

void SocketWatch::State::start(int fd, const std::shared_ptr<Watched>& watched, Ready ready) {
  const bool reads = ready == Ready::kRead;
  (reads ? watched->waits_to_read : watched->waits_to_write) = true;
  const auto type = reads ? asio::posix::stream_descriptor::wait_read
                          : asio::posix::stream_descriptor::wait_write;
  watched->descriptor.async_wait(
      type, [weak = weak_from_this(), watched, fd, ready](boost::system::error_code error) {
        const bool read_ended = ready == Ready::kRead;
        (read_ended ? watched->waits_to_read : watched->waits_to_write) = false;
        const auto state = weak.lock();
        if (error || !state) return;
        const auto is_current = [&] {
          const auto found = state->sockets.find(fd);
          return found != state->sockets.end() && found->second == watched;
        };
        if (!is_current()) return;
        if (read_ended ? watched->want_read : watched->want_write) state->on_ready(fd, ready);
        if (is_current()) state->arm(fd, watched);
      });
}

SocketWatch::SocketWatch(asio::any_io_executor executor, OnReady on_ready)
    : state_(std::make_shared<State>(std::move(executor), std::move(on_ready))) {}

SocketWatch::~SocketWatch() {
  // A wait that has completed but was not yet delivered keeps its Watched, not the State.
  while (!state_->sockets.empty()) forget(state_->sockets.begin()->first);
}

void SocketWatch::want(int fd, bool read, bool write) {
  if (!read && !write) return forget(fd);
  auto& watched = state_->sockets[fd];
  if (!watched) {
    watched = std::make_shared<Watched>(state_->executor);
    boost::system::error_code error;
    watched->descriptor.assign(fd, error);
    // Without epoll the socket stays silent; the waiter's deadline then ends the wait.
    if (error) return forget(fd);
  }
  watched->want_read = read;
  watched->want_write = write;
  state_->arm(fd, watched);
}

void SocketWatch::forget(int fd) {
  const auto found = state_->sockets.find(fd);
  if (found == state_->sockets.end()) return;
  const std::shared_ptr<Watched> watched = std::move(found->second);
  state_->sockets.erase(found);
  watched->release();
}

}  // namespace tidemark::analyzer
