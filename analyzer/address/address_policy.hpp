// Which addresses the analyzer may connect to: a listed name must not lead it into a private
// network.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

// Whom an address reaches, after the IANA special-purpose registries (RFC 6890 and successors). An
// IPv6 address that carries an IPv4 one (mapped, 6to4, NAT64) has the scope of that one.
enum class AddressScope {
  kPublic,
  kUnspecified,  // 0.0.0.0/8, ::
  kLoopback,
  kPrivate,    // RFC 1918, unique local, shared address space (RFC 6598)
  kLinkLocal,  // where the metadata services of clouds are
  kMetadata,   // those with other addresses: fd00:ec2::254, 100.100.100.200, 168.63.129.16
  kMulticast,  // and broadcast
  kReserved,   // documentation, benchmarking, future use, not an address at all
};

// `address` in numeric form, without brackets.
[[nodiscard]] AddressScope scope_of(std::string_view address);
[[nodiscard]] std::string_view to_string(AddressScope scope);

// Whether a web server may be behind that port: what listens below 1024 beside 80 and 443 is none,
// and an HTTP request may be a command to it.
[[nodiscard]] constexpr bool is_web_port(std::uint16_t port) {
  return port == 80 || port == 443 || port >= 1024;
}

// Asked for every address before every connection, the browser's included. An endpoint that the
// user gave with --map is not asked about: saying it is allowing it.
struct AddressPolicy {
  bool allow_private = false;  // --allow-private

  [[nodiscard]] bool allows(std::string_view address) const {
    return allow_private || scope_of(address) == AddressScope::kPublic;
  }
};

}  // namespace tidemark::analyzer
