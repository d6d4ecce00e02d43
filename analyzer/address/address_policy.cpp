#include "analyzer/address/address_policy.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace tidemark::analyzer {
namespace {

using V6 = std::array<std::uint8_t, 16>;

struct Block4 {
  std::uint32_t network;
  int bits;
  AddressScope scope;
};

struct Block6 {
  V6 network;
  int bits;
  AddressScope scope;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24U | b << 16U | c << 8U | d;
}

// First match wins.
constexpr std::array kBlocks4{
    Block4{v4(100, 100, 100, 200), 32, AddressScope::kMetadata},  // Alibaba Cloud
    Block4{v4(168, 63, 129, 16), 32, AddressScope::kMetadata},    // Azure
    Block4{v4(0, 0, 0, 0), 8, AddressScope::kUnspecified},
    Block4{v4(10, 0, 0, 0), 8, AddressScope::kPrivate},
    Block4{v4(100, 64, 0, 0), 10, AddressScope::kPrivate},
    Block4{v4(127, 0, 0, 0), 8, AddressScope::kLoopback},
    Block4{v4(169, 254, 0, 0), 16, AddressScope::kLinkLocal},
    Block4{v4(172, 16, 0, 0), 12, AddressScope::kPrivate},
    Block4{v4(192, 0, 0, 0), 24, AddressScope::kReserved},
    Block4{v4(192, 0, 2, 0), 24, AddressScope::kReserved},
    Block4{v4(192, 88, 99, 0), 24, AddressScope::kReserved},
    Block4{v4(192, 168, 0, 0), 16, AddressScope::kPrivate},
    Block4{v4(198, 18, 0, 0), 15, AddressScope::kReserved},
    Block4{v4(198, 51, 100, 0), 24, AddressScope::kReserved},
    Block4{v4(203, 0, 113, 0), 24, AddressScope::kReserved},
    Block4{v4(224, 0, 0, 0), 4, AddressScope::kMulticast},
    Block4{v4(255, 255, 255, 255), 32, AddressScope::kMulticast},
    Block4{v4(240, 0, 0, 0), 4, AddressScope::kReserved},
};

constexpr std::array kBlocks6{
    Block6{{0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54},
           128,
           AddressScope::kMetadata},  // AWS
    Block6{{}, 128, AddressScope::kUnspecified},
    Block6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, AddressScope::kLoopback},
    Block6{{0xfc}, 7, AddressScope::kPrivate},
    Block6{{0xfe, 0x80}, 10, AddressScope::kLinkLocal},
    Block6{{0xfe, 0xc0}, 10, AddressScope::kPrivate},  // site local, deprecated
    Block6{{0xff}, 8, AddressScope::kMulticast},
    Block6{{0x20, 0x01, 0x0d, 0xb8}, 32, AddressScope::kReserved},  // documentation
    Block6{{0x20, 0x01, 0x00, 0x00}, 23, AddressScope::kReserved},  // protocols, Teredo included
    Block6{{0x20}, 3, AddressScope::kPublic},                       // 2000::/3, global unicast
    Block6{{}, 0, AddressScope::kReserved},                         // everything else
};

AddressScope scope_of_v4(std::uint32_t address) {
  for (const Block4& block : kBlocks4) {
    const std::uint32_t mask = ~std::uint32_t{0} << static_cast<unsigned>(32 - block.bits);
    if ((address & mask) == block.network) return block.scope;
  }
  return AddressScope::kPublic;
}

bool within(std::span<const std::uint8_t, 16> address, const Block6& block) {
  for (int bit = 0; bit < block.bits; bit += 8) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const int left = std::min(8, block.bits - bit);
    const auto mask = static_cast<std::uint8_t>(0xFFU << static_cast<unsigned>(8 - left));
    if ((address[byte] & mask) != (block.network[byte] & mask)) return false;
  }
  return true;
}

std::uint32_t v4_at(std::span<const std::uint8_t, 16> address, std::size_t offset) {
  return v4(address[offset], address[offset + 1], address[offset + 2], address[offset + 3]);
}

// The IPv4 address that `address` stands for, if it does.
std::optional<std::uint32_t> carried_v4(std::span<const std::uint8_t, 16> address) {
  constexpr Block6 kMapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, AddressScope::kPublic};
  constexpr Block6 kNat64{{0x00, 0x64, 0xff, 0x9b}, 96, AddressScope::kPublic};
  // A network may put the IPv4 address elsewhere in its own prefix (RFC 8215, RFC 6052 2.2): only
  // with nothing but zeros between does it stand where we look.
  constexpr Block6 kLocalNat64{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 96, AddressScope::kPublic};
  constexpr Block6 kSixToFour{{0x20, 0x02}, 16, AddressScope::kPublic};
  if (within(address, kMapped) || within(address, kNat64) || within(address, kLocalNat64)) {
    return v4_at(address, 12);
  }
  if (within(address, kSixToFour)) return v4_at(address, 2);
  return std::nullopt;
}

}  // namespace

AddressScope scope_of(std::string_view address) {
  const std::string text(address);
  if (text.find('\0') != std::string::npos) return AddressScope::kReserved;
  in_addr four{};
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return scope_of_v4(ntohl(four.s_addr));
  V6 six{};
  if (::inet_pton(AF_INET6, text.c_str(), six.data()) != 1) return AddressScope::kReserved;
  if (const auto carried = carried_v4(six)) return scope_of_v4(*carried);
  for (const Block6& block : kBlocks6) {
    if (within(six, block)) return block.scope;
  }
  return AddressScope::kReserved;
}

std::string_view to_string(AddressScope scope) {
  switch (scope) {
    case AddressScope::kPublic: return "public";
    case AddressScope::kUnspecified: return "unspecified";
    case AddressScope::kLoopback: return "loopback";
    case AddressScope::kPrivate: return "private";
    case AddressScope::kLinkLocal: return "link-local";
    case AddressScope::kMetadata: return "cloud metadata";
    case AddressScope::kMulticast: return "multicast";
    case AddressScope::kReserved: return "reserved";
  }
  return "unknown";
}

}  // namespace tidemark::analyzer
