// Finds out for whom a TLS connection is before anything is answered.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tidemark::harness {

// What the first bytes of a connection say.
struct ClientHello {
  enum class State { kIncomplete, kComplete, kNotTls };
  State state = State::kIncomplete;
  std::optional<std::string> host;  // the server name indication, lower case; only when complete
};

// Reads a ClientHello (RFC 8446, 4.1.2; RFC 6066, 3). One that spans several records counts as
// complete without a name.
[[nodiscard]] ClientHello read_client_hello(std::span<const std::uint8_t> bytes);

}  // namespace tidemark::harness
