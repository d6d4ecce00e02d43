// Where the hosts that a page asks for may be connected to.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/address/address_policy.hpp"
#include "analyzer/dns/endpoint_map.hpp"
#include "analyzer/dns/resolver.hpp"
#include "analyzer/loop/wakeup.hpp"
#include "analyzer/result/error_class.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

// How names become addresses and which of these are allowed.
struct Reach {
  Resolver* resolver = nullptr;  // outlives its users; absent: only mapped hosts are reached
  EndpointMap map = {};
  AddressPolicy policy = {};
};

// Endpoints to try in this order (two at most), or the reason that there are none.
struct Destination {
  std::vector<Endpoint> endpoints = {};
  std::optional<ErrorClass> error = {};  // kDns..., kAddressForbidden or kCancelled
  std::string detail = {};
};

// One visit's view of the network. Each name is looked up once: what was checked is what is
// connected to, however often its server changes the answer meanwhile (DNS rebinding).
class Destinations {
 public:
  Destinations(boost::asio::any_io_executor executor, std::shared_ptr<const Reach> reach);

  // A mapped host leads where the map says, whatever the policy. Another may lead to allowed
  // addresses only, at port 80, 443 or above 1023: what listens below is no web server.
  [[nodiscard]] boost::asio::awaitable<Destination> find(std::string host, std::uint16_t port,
                                                         Deadline deadline);

 private:
  struct Name {
    std::optional<Resolution> known = {};
    std::vector<Wakeup*> waiting = {};
  };

  [[nodiscard]] boost::asio::awaitable<Resolution> look_up(std::string host, Deadline deadline);
  [[nodiscard]] Destination allowed(const std::string& host, std::uint16_t port,
                                    const Resolution& resolution) const;

  boost::asio::any_io_executor executor_;
  std::shared_ptr<const Reach> reach_;
  std::map<std::string, Name> names_;
};

}  // namespace tidemark::analyzer
