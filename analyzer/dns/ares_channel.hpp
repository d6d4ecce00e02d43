// One conversation with one DNS server, on c-ares and the caller's loop.
#pragma once

#include <ares.h>

#include <functional>
#include <memory>
#include <span>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "analyzer/dns/dns_server.hpp"
#include "analyzer/loop/socket_watch.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

enum class RecordType { kA, kAaaa };

// Owns a c-ares channel that knows a single server, so that choosing the next server stays with us
// and SERVFAIL and REFUSED arrive as such. c-ares repeats lost questions and moves to TCP for long
// answers. Destroying it closes its sockets at once and drops open questions without calling back;
// it must not be destroyed inside its own callbacks. One thread.
class AresChannel {
 public:
  // An ARES_... status, and the whole answer when it is ARES_SUCCESS.
  using OnAnswer = std::function<void(int status, std::span<const unsigned char> answer)>;

  [[nodiscard]] static Result<std::unique_ptr<AresChannel>> open(
      const boost::asio::any_io_executor& executor, const DnsServer& server);
  AresChannel(const AresChannel&) = delete;
  AresChannel& operator=(const AresChannel&) = delete;
  ~AresChannel();

  // Asks for `name`, exactly as it is (no search list). May call back before it returns.
  void ask(const std::string& name, RecordType type, OnAnswer on_answer);

 private:
  explicit AresChannel(const boost::asio::any_io_executor& executor);
  Result<void> initialise(const DnsServer& server);
  void process(ares_socket_t readable, ares_socket_t writable);
  void arm_timer();
  static const ares_socket_functions& socket_functions();

  ares_channel channel_ = nullptr;
  SocketWatch watch_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // timer handlers look whether it is
};

}  // namespace tidemark::analyzer
