// One host as the simulator serves it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "harness/scenario/scenario.hpp"
#include "harness/sites/behaviors/handlers.hpp"
#include "harness/sites/dns_answer.hpp"
#include "harness/sites/http_reply.hpp"

namespace tidemark::harness {

enum class TlsConduct { kNormal, kStall, kExpired, kWrongName };

// An IPv4 address as a number.
using ClientAddress = std::uint32_t;

// Decides what becomes of a query, a connection and a request; counts per client where the scenario
// says that the host fails only so often. One thread.
class HostedSite {
 public:
  // `index` is the host's place in the scenario's order, `address` what DNS gives for it.
  HostedSite(std::size_t index, const Site& site, Ipv4Address address, const HandlerSite& handlers);

  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] const std::string& host() const { return host_; }

  [[nodiscard]] DnsTreatment resolve(ClientAddress client, std::uint16_t type);
  [[nodiscard]] TlsConduct begin_tls(ClientAddress client);
  [[nodiscard]] Reply answer(ClientAddress client, const Request& request);

 private:
  // Where the behaviour shows.
  enum class Stage { kDns, kTls, kRequest };
  static Stage stage_of(const Behavior& behavior);

  [[nodiscard]] DnsConduct dns_conduct(ClientAddress client, std::uint16_t type);

  // Whether this client still meets the behaviour; `counts` makes it one attempt more.
  bool misbehaves(ClientAddress client, bool counts);

  std::size_t index_;
  std::string host_;
  DnsRecord dns_;
  Ipv4Address address_;
  Behavior behavior_;
  Stage stage_;
  std::optional<unsigned> fails_;
  std::unordered_map<ClientAddress, unsigned> attempts_;
  Handler handler_;
  Handler recovered_;
};

}  // namespace tidemark::harness
