// IP addresses as a scenario gives them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace tidemark::harness {

// Octets in the order they are written.
using Ipv4Address = std::array<std::uint8_t, 4>;
using Ipv6Address = std::array<std::uint8_t, 16>;

// Nothing if `text` is no such address.
[[nodiscard]] std::optional<Ipv4Address> read_ipv4(const std::string& text);
[[nodiscard]] std::optional<Ipv6Address> read_ipv6(const std::string& text);
[[nodiscard]] std::string to_string(const Ipv4Address& address);
[[nodiscard]] std::string to_string(const Ipv6Address& address);

}  // namespace tidemark::harness
