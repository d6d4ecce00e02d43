// What a client of a SOCKS 5 proxy says (RFC 1928). Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

// Where a client wants to be connected to.
struct SocksTarget {
  std::string host;  // a name in lower case, or a numeric address without brackets
  std::uint16_t port = 0;
};

using Octets = std::span<const unsigned char>;

// No message of a client is longer.
inline constexpr std::size_t kLongestSocksMessage = 262;

// How many bytes the message that begins with `start` has at least: ask again once that many have
// come, until the answer is start.size(). Never asks for more than the message has. Nothing: this
// is no SOCKS 5.
[[nodiscard]] std::optional<std::size_t> socks_greeting_size(Octets start);
[[nodiscard]] std::optional<std::size_t> socks_request_size(Octets start);

// Whether the client of a complete greeting can do without a password.
[[nodiscard]] bool offers_no_password(Octets greeting);

// What a complete request wants; nothing if it is not a CONNECT with a host and a port.
[[nodiscard]] std::optional<SocksTarget> parse_socks_request(Octets request);

// The answers. An address would follow the code of the last two; clients ignore it.
inline constexpr std::string_view kSocksGreeted{"\x05\x00", 2};
inline constexpr std::string_view kSocksConnected{"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10};
inline constexpr std::string_view kSocksUnreachable{"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00", 10};

}  // namespace tidemark::analyzer
