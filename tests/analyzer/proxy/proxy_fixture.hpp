// A filtering proxy with a lane, a host behind it, scripted DNS, and a client that speaks SOCKS.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "analyzer/proxy/filtering_proxy.hpp"
#include "tests/analyzer/proxy/scripted_resolver.hpp"
#include "tests/support/process_census.hpp"

namespace tidemark::analyzer {

// A server on 127.0.0.1 that sends back what it gets.
class EchoHost {
 public:
  explicit EchoHost(boost::asio::io_context& loop);
  EchoHost(const EchoHost&) = delete;
  EchoHost& operator=(const EchoHost&) = delete;
  ~EchoHost();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] int connections() const;
  // Closes or resets all connections so far.
  void hang_up();
  void reset();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

class ProxyTest : public test::LeavesNothingBehind {
 protected:
  using Socket = boost::asio::ip::tcp::socket;

  void SetUp() override;
  void TearDown() override;

  // Replaces proxy and lane; the lane's visit has begun.
  void make_lane(AddressPolicy policy, uid_t client);
  void map(const std::string& rule) { ASSERT_TRUE(map_.add(rule)); }

  [[nodiscard]] Socket connect();
  // The code of the proxy's answer, 0 for success; nothing if it hung up.
  std::optional<int> ask(Socket& client, const std::string& host, std::uint16_t port);
  // Sends it and reads as much back; shorter if the other side hangs up.
  std::string echo(Socket& client, const std::string& text);
  // How the connection ends, sooner or later.
  boost::system::error_code ending_of(Socket& client);
  void run_until(const std::function<bool()>& done);

  boost::asio::io_context& loop() { return *loop_; }
  EchoHost& host() { return *host_; }
  Lane& lane() { return *lane_; }
  void drop_lane() { lane_.reset(); }
  ScriptedResolver& resolver() { return resolver_; }

 private:
  std::size_t read(Socket& client, char* data, std::size_t size);

  std::unique_ptr<boost::asio::io_context> loop_;
  std::unique_ptr<EchoHost> host_;
  ScriptedResolver resolver_;
  EndpointMap map_;
  std::unique_ptr<FilteringProxy> proxy_;
  std::unique_ptr<Lane> lane_;
};

}  // namespace tidemark::analyzer
