// One host as the simulator serves it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "harness/scenario/scenario.hpp"
#include "harness/sites/behaviors/handlers.hpp"
#include "harness/sites/client_endpoint.hpp"
#include "harness/sites/dns_answer.hpp"
#include "harness/sites/http_reply.hpp"

namespace tidemark::harness {

enum class TlsConduct { kNormal, kStall, kExpired, kWrongName };

// A reply and the kind of behaviour that it shows.
struct SiteAnswer {
  Reply reply;
  std::string_view behavior;
};

// Decides what becomes of a query, a connection and a request; counts per client where the scenario
// says that the host fails only so often. One thread.
class HostedSite {
 public:
  // `index` is the host's place in the scenario's order, `address` what DNS gives for it.
  HostedSite(std::size_t index, const Site& site, Ipv4Address address, const HandlerSite& handlers);

  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] std::string_view kind() const { return kind_of(behavior_); }

  [[nodiscard]] DnsTreatment resolve(ClientAddress client, std::uint16_t type);
  [[nodiscard]] TlsConduct begin_tls(ClientAddress client);
  [[nodiscard]] SiteAnswer answer(ClientAddress client, const Request& request);

 private:
  // Where the behaviour shows.
  enum class Stage { kDns, kTls, kRequest };
  static Stage stage_of(const Behavior& behavior);

  // Makes a treatment of `record` show the behaviour, at the so-manieth attempt.
  void misbehave(unsigned attempt, DnsTreatment& treatment) const;

  // How often this client has tried; `counts` makes it once more.
  unsigned attempt(ClientAddress client, bool counts);
  // Whether it still meets the behaviour.
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
