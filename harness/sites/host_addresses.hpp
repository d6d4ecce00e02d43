// The addresses that simulated hosts seem to have.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "harness/scenario/site.hpp"

namespace tidemark::harness {

// What the DNS server answers for hosts whose scenario names no address.
enum class AddressPlan {
  kListener,  // where the simulator listens: for clients that are told where to connect anyway
  kDistinct,  // made up, as HostAddresses gives them: for a network in which all of them lead here
};

// Gives hosts public-looking addresses: the same host has the same one in every run, and different
// hosts have different ones except where their site says that they share. They come from
// 28.0.0.0/8, which is assigned (IANA: US Department of Defense) and not for the public: unlike
// documentation and benchmark ranges (RFC 5737, RFC 2544) no program's address filter refuses it,
// and what escapes from an isolated network meets no stranger's web server.
class HostAddresses {
 public:
  [[nodiscard]] Ipv4Address of(std::string_view host, AddressSharing sharing);

 private:
  std::unordered_map<std::string, Ipv4Address> known_;  // by what shares it
  std::set<Ipv4Address> taken_;
};

}  // namespace tidemark::harness
