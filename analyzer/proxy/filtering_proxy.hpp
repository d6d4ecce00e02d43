// The only way from our browsers to the network.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "analyzer/proxy/destinations.hpp"
#include "analyzer/proxy/lane_report.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// One tab's entrance to the network: a listening port of its own on 127.0.0.1, so that what comes
// in is that tab's. It speaks SOCKS 5: every connection of a page, WebSockets included, is one
// request and then bytes, and names arrive unresolved. Serves only between begin() and end(), and
// only connections of the user given; everybody else is hung up on.
class Lane {
 public:
  virtual ~Lane() = default;

  // For Chromium: "socks5://127.0.0.1:PORT".
  [[nodiscard]] virtual const std::string& address() const = 0;

  // A visit begins; ends the one before. Its traffic is cut off at the deadline and beyond `cap`
  // received.
  virtual void begin(Deadline deadline, Bytes cap) = 0;
  // Closes every connection of the visit and says what it did; empty if there is none.
  virtual LaneReport end() = 0;
};

// Resolves, checks the address, connects, counts, cuts off. One thread; lanes may outlive it.
class FilteringProxy {
 public:
  [[nodiscard]] static Result<std::unique_ptr<FilteringProxy>> create(
      boost::asio::any_io_executor executor, Reach reach);
  virtual ~FilteringProxy() = default;

  // A lane for processes of the user `client` alone.
  [[nodiscard]] virtual Result<std::unique_ptr<Lane>> open_lane(uid_t client) = 0;

  // A proxy address that refuses everything, as long as this object lives: for traffic of a browser
  // that belongs to no visit.
  [[nodiscard]] virtual const std::string& dead_end() const = 0;
};

}  // namespace tidemark::analyzer
