// The sockets at which simulated sites are reached.
#pragma once

#include <cstdint>
#include <string>

#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

// Where to listen. Port 0 takes a free one.
struct ListenAt {
  std::string address = "127.0.0.1";  // IPv4
  std::uint16_t http_port = 0;
  std::uint16_t https_port = 0;
  std::uint16_t dns_port = 0;
};

// Bound, non-blocking sockets and their real ports. They are made apart from the server so that
// they can be opened inside another network namespace and served from here.
struct Listeners {
  UniqueFd http;     // TCP, listening
  UniqueFd https;    // TCP, listening
  UniqueFd dns;      // UDP
  UniqueFd dns_tcp;  // TCP, listening at the same port; absent: DNS over UDP only
  ListenAt at;
};

// kBadInput for an address that is none or a port in use, kDenied for a port that needs privileges.
[[nodiscard]] Result<Listeners> open_listeners(const ListenAt& where);

}  // namespace tidemark::harness
