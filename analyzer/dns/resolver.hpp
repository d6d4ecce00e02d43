// Names to addresses, with a verdict that tells "does not exist" from "could not find out".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/result/error_class.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// Either addresses (IPv4 first, numeric form) or the reason there are none.
struct Resolution {
  std::vector<std::string> addresses = {};
  std::vector<std::string> cnames = {};  // the aliases on the way to them, in order
  std::optional<ErrorClass> error = {};  // one of the kDns... classes, or kCancelled
  std::string detail = {};
};

// Asks DNS through c-ares on the caller's loop; never blocks it. A name that is a numeric address
// is its own answer. Every query ends at its deadline, whatever the servers do. One thread.
class Resolver {
 public:
  // `servers`: "ADDR[:PORT]" each; empty: /etc/resolv.conf. kBadInput for a server that is no
  // address.
  [[nodiscard]] static Result<std::unique_ptr<Resolver>> create(
      boost::asio::any_io_executor executor, const std::vector<std::string>& servers);
  virtual ~Resolver() = default;

  [[nodiscard]] virtual boost::asio::awaitable<Resolution> resolve(std::string host,
                                                                   Deadline deadline) = 0;
};

}  // namespace tidemark::analyzer
