// The sites of a scenario.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/behavior.hpp"
#include "harness/scenario/ip_address.hpp"

namespace tidemark::harness {

// Whose address a host has, where the simulator gives addresses to hosts (an isolated network).
enum class AddressSharing {
  kPerHost,   // its own
  kPerBrand,  // that of all hosts with the same first label
  kShared,    // that of all hosts that share
};

// What DNS says about a site's hosts, so that they seem to share an infrastructure. Connections
// reach the simulator all the same: by --map, or because every address of an isolated network does.
struct DnsRecord {
  std::optional<Ipv4Address> address;  // absent: the simulator's, or as `sharing` says
  AddressSharing sharing = AddressSharing::kPerHost;
  std::optional<Ipv6Address> address6;  // absent: none
  // Each host is an alias of the first, that of the second, and so on. The last may be a host of
  // the scenario, whose own record then counts; where that leads back, there is no address.
  std::vector<std::string> aliases;
};

// Hosts that behave alike.
struct Site {
  std::vector<std::string> hosts;  // lower case, unique within the scenario
  Behavior behavior;
  // So many page loads by one client address (connections where it stalls TLS or shows a bad
  // certificate, queries where it fails DNS) meet the behaviour, later ones an ordinary page.
  // Absent: all.
  std::optional<unsigned> fails;
  DnsRecord dns = {};
};

}  // namespace tidemark::harness
