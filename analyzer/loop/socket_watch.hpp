// Readiness of sockets that a C library (libcurl, c-ares) owns, on the caller's loop.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace tidemark::analyzer {

// Reports when a wanted socket is readable or writable, again and again until it is no longer
// wanted. Never closes a descriptor. The library must `forget` one before it closes it: the kernel
// would otherwise hand the same number to another socket that inherits the registration. `on_ready`
// may do anything to the watch but destroy it. One thread.
class SocketWatch {
 public:
  enum class Ready { kRead, kWrite };
  using OnReady = std::function<void(int fd, Ready ready)>;

  SocketWatch(boost::asio::any_io_executor executor, OnReady on_ready);
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;
  ~SocketWatch();  // nothing is reported after it

  // Watches `fd` for these events from now on; for none of them is the same as forget().
  void want(int fd, bool read, bool write);
  void forget(int fd);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tidemark::analyzer
