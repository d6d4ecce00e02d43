// The first stage of a visit: from names to addresses that may be connected to.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "analyzer/visit/url.hpp"
#include "analyzer/visit/visit_tools.hpp"

namespace tidemark::analyzer {

// Asks DNS once for each name of a visit, and the address policy about each address: what it
// returns is what is connected to, so that a name that changes its address afterwards gains
// nothing. Leaves a record of each question in the result. One visit's.
class NameStage {
 public:
  NameStage(const VisitTools& tools, const VisitOptions& options, DomainResult& result)
      : tools_(tools), options_(options), result_(result) {}

  // Asks for the domain itself and notes what DNS says about it, unless --map makes that needless.
  // False: there is no address.
  [[nodiscard]] boost::asio::awaitable<bool> look_up_domain(Deadline deadline);

  // Where to connect for `url`, at most two endpoints. A --map target is not asked about: saying it
  // is allowing it. Others lead to ports of web servers only.
  [[nodiscard]] boost::asio::awaitable<std::expected<std::vector<Endpoint>, ErrorClass>> locate(
      Url url, Deadline deadline);

  // The address that DNS gave for `endpoint`'s name, for politeness; empty where it was not asked.
  [[nodiscard]] std::string address_of(const Url& url, const Endpoint& endpoint) const;

 private:
  boost::asio::awaitable<void> resolve(std::string host, Deadline deadline);
  std::unexpected<ErrorClass> refuse_port(const Url& url);
  std::expected<std::vector<Endpoint>, ErrorClass> allowed(
      const Url& url, const std::vector<std::string>& addresses);
  [[nodiscard]] bool needs_dns(const Url& url) const;

  const VisitTools& tools_;
  const VisitOptions& options_;
  DomainResult& result_;
  std::map<std::string, Resolution> resolved_;
};

}  // namespace tidemark::analyzer
