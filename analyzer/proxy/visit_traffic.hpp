// The connections of one visit.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "analyzer/proxy/destinations.hpp"
#include "analyzer/proxy/host_connection.hpp"
#include "analyzer/proxy/lane_report.hpp"
#include "analyzer/proxy/socks_request.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

struct TrafficLimits {
  Deadline deadline;
  Bytes received;  // more than this ends the visit's traffic
};

// Serves the browser's connections, each a SOCKS request and the bytes that follow it, until end(),
// the deadline or the limit: then all of them are closed, and whoever comes later is. Shared by its
// coroutines. One thread.
class VisitTraffic : public std::enable_shared_from_this<VisitTraffic> {
 public:
  VisitTraffic(boost::asio::any_io_executor executor, std::shared_ptr<const Reach> reach,
               TrafficLimits limits);
  VisitTraffic(const VisitTraffic&) = delete;
  VisitTraffic& operator=(const VisitTraffic&) = delete;
  ~VisitTraffic() = default;

  // Call it once, first: the deadline counts from then on.
  void start();
  // Serves a browser's new connection.
  void take(boost::asio::ip::tcp::socket client);
  void end();

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] const LaneReport& report() const { return report_; }

 private:
  // A client and the host it wants, byte for byte.
  struct Tunnel {
    SharedSocket client;
    SharedSocket host;
    std::size_t contact = 0;  // its place in the report
    boost::asio::cancellation_signal cancel = {};
    bool served = false;
  };
  using TunnelPtr = std::shared_ptr<Tunnel>;
  using Self = std::shared_ptr<VisitTraffic>;
  enum class Way { kToHost, kToClient };

  static boost::asio::awaitable<void> serve(Self self, TunnelPtr tunnel);
  static boost::asio::awaitable<std::optional<ConnectFailure>> connect(Self self, TunnelPtr tunnel);
  static boost::asio::awaitable<void> relay(Self self, TunnelPtr tunnel, Way way);
  bool note_contact(Tunnel& tunnel, const SocksTarget& target);
  void count(const Tunnel& tunnel, Way way, std::size_t bytes);
  void close(const TunnelPtr& tunnel);

  boost::asio::any_io_executor executor_;
  Destinations destinations_;
  TrafficLimits limits_;
  boost::asio::steady_timer timer_;
  std::set<TunnelPtr> tunnels_;
  LaneReport report_;
  bool ended_ = false;
};

}  // namespace tidemark::analyzer
