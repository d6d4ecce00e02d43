// The sites of a scenario.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/behavior.hpp"

namespace tidemark::harness {

// What DNS says about a site's hosts, so that they seem to share an infrastructure. Connections go
// where the simulator listens all the same (--map).
struct DnsRecord {
  std::optional<std::array<std::uint8_t, 4>> address;  // absent: where the simulator listens
  std::string cname;  // what each host is an alias of; may be empty
};

// Hosts that behave alike.
struct Site {
  std::vector<std::string> hosts;  // lower case, unique within the scenario
  Behavior behavior;
  // So many page loads by one client address (connections where it stalls TLS or shows an expired
  // certificate, queries where it fails DNS) meet the behaviour, later ones an ordinary page.
  // Absent: all.
  std::optional<unsigned> fails;
  DnsRecord dns = {};
};

}  // namespace tidemark::harness
