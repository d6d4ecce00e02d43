#include "analyzer/proxy/filtering_proxy.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "analyzer/loop/wakeup.hpp"
#include "analyzer/proxy/client_owner.hpp"
#include "analyzer/proxy/visit_traffic.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

const tcp::endpoint kAnyLoopbackPort(asio::ip::address_v4::loopback(), 0);

std::string address_of(const tcp::endpoint& endpoint) {
  return "socks5://127.0.0.1:" + std::to_string(endpoint.port());
}

// What all lanes share.
struct Common {
  asio::any_io_executor executor;
  std::shared_ptr<const Reach> reach;
  ClientOwner owners = {};
};
using CommonPtr = std::shared_ptr<const Common>;

// Shared with the coroutine that accepts.
struct Entrance {
  CommonPtr common;
  uid_t client = 0;
  tcp::acceptor acceptor;

  [[nodiscard]] bool lets_in(const tcp::socket& socket) const {
    error_code error;
    const std::uint16_t from = socket.remote_endpoint(error).port();
    const std::uint16_t to = error ? std::uint16_t{0} : socket.local_endpoint(error).port();
    return !error && common->owners.find({.client_port = from, .server_port = to}) == client;
  }
};

asio::awaitable<void> accept_all(std::shared_ptr<Entrance> entrance,
                                 std::shared_ptr<VisitTraffic> traffic) {
  while (!traffic->ended()) {
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    tcp::socket socket(entrance->common->executor);
    co_await entrance->acceptor.async_accept(socket, token);
    if (!error && entrance->lets_in(socket)) traffic->take(std::move(socket));
    if (!error || error == asio::error::operation_aborted) continue;
    // Most likely no descriptor is free. The connection waits, and so do we.
    constexpr std::chrono::milliseconds kPause(50);
    const Deadline later = Deadline::in(kPause);
    (void)co_await sleep_until(later);
  }
}

class TabLane final : public Lane {
 public:
  explicit TabLane(std::shared_ptr<Entrance> entrance)
      : entrance_(std::move(entrance)),
        address_(address_of(entrance_->acceptor.local_endpoint())) {}
  TabLane(const TabLane&) = delete;
  TabLane& operator=(const TabLane&) = delete;
  ~TabLane() override {
    (void)end();
    error_code ignored;
    entrance_->acceptor.close(ignored);
  }

  const std::string& address() const override { return address_; }

  void begin(Deadline deadline, Bytes cap) override {
    (void)end();
    hang_up_on_waiting();
    const Common& common = *entrance_->common;
    traffic_ = std::make_shared<VisitTraffic>(common.executor, common.reach,
                                              TrafficLimits{.deadline = deadline, .received = cap});
    traffic_->start();
    asio::co_spawn(common.executor, accept_all(entrance_, traffic_), asio::detached);
  }

  LaneReport end() override {
    if (!traffic_) return {};
    traffic_->end();
    error_code ignored;
    entrance_->acceptor.cancel(ignored);
    return std::exchange(traffic_, nullptr)->report();
  }

 private:
  // Whoever came between two visits belongs to neither.
  void hang_up_on_waiting() {
    error_code error;
    while (!error) {
      tcp::socket socket(entrance_->common->executor);
      entrance_->acceptor.accept(socket, error);
    }
  }

  std::shared_ptr<Entrance> entrance_;
  std::string address_;
  std::shared_ptr<VisitTraffic> traffic_;
};

class LoopbackProxy final : public FilteringProxy {
 public:
  LoopbackProxy(CommonPtr common, tcp::socket reserved)
      : common_(std::move(common)),
        reserved_(std::move(reserved)),
        dead_end_(address_of(reserved_.local_endpoint())) {}

  Result<std::unique_ptr<Lane>> open_lane(uid_t client) override {
    error_code error;
    tcp::acceptor acceptor(common_->executor);
    acceptor.open(tcp::v4(), error);
    if (!error) acceptor.bind(kAnyLoopbackPort, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) acceptor.non_blocking(true, error);
    if (error) return system_failure("open a port for a tab's traffic", error.value());
    auto entrance = std::make_shared<Entrance>(
        Entrance{.common = common_, .client = client, .acceptor = std::move(acceptor)});
    return std::make_unique<TabLane>(std::move(entrance));
  }

  const std::string& dead_end() const override { return dead_end_; }

 private:
  CommonPtr common_;
  tcp::socket reserved_;  // bound but not listening: nobody else can have the port
  std::string dead_end_;
};

}  // namespace

Result<std::unique_ptr<FilteringProxy>> FilteringProxy::create(asio::any_io_executor executor,
                                                               Reach reach) {
  error_code error;
  tcp::socket reserved(executor);
  reserved.open(tcp::v4(), error);
  if (!error) reserved.bind(kAnyLoopbackPort, error);
  if (error) return system_failure("open a port for the browsers' proxy", error.value());
  auto common = std::make_shared<const Common>(Common{
      .executor = std::move(executor), .reach = std::make_shared<const Reach>(std::move(reach))});
  return std::make_unique<LoopbackProxy>(std::move(common), std::move(reserved));
}

}  // namespace tidemark::analyzer
