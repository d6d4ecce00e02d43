// Which servers are asked for names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

struct DnsServer {
  std::string address;  // numeric
  std::uint16_t port = 53;

  friend bool operator==(const DnsServer&, const DnsServer&) = default;
};

// "ADDR[:PORT]"; an IPv6 address with a port stands in brackets. kBadInput says what is wrong.
[[nodiscard]] Result<DnsServer> parse_dns_server(std::string_view text);

// "127.0.0.1:53", "[::1]:53".
[[nodiscard]] std::string to_string(const DnsServer& server);

// The servers of /etc/resolv.conf as it is now.
[[nodiscard]] Result<std::vector<DnsServer>> system_dns_servers();

}  // namespace tidemark::analyzer
