// Connecting to a host, within a deadline.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "analyzer/dns/endpoint_map.hpp"
#include "analyzer/result/error_class.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

using SharedSocket = std::shared_ptr<boost::asio::ip::tcp::socket>;

struct ConnectFailure {
  ErrorClass error = ErrorClass::kConnectUnreachable;
  std::string detail = {};
};

// Connects `socket`, which is closed, to the first of `endpoints` that accepts; nothing once it is
// connected. Closing the socket or a cancellation ends it soon, with kCancelled.
[[nodiscard]] boost::asio::awaitable<std::optional<ConnectFailure>> connect_host(
    SharedSocket socket, std::vector<Endpoint> endpoints, Deadline deadline);

}  // namespace tidemark::analyzer
