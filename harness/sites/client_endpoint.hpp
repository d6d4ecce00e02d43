// Who asks the simulator.
#pragma once

#include <netinet/in.h>

#include <cstdint>

namespace tidemark::harness {

// An IPv4 address as a number.
using ClientAddress = std::uint32_t;

struct ClientEndpoint {
  ClientAddress address = 0;
  std::uint16_t port = 0;
};

[[nodiscard]] inline ClientEndpoint client_at(const sockaddr_in& from) {
  return {.address = ntohl(from.sin_addr.s_addr), .port = ntohs(from.sin_port)};
}

}  // namespace tidemark::harness
