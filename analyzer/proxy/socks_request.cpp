#include "analyzer/proxy/socks_request.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace tidemark::analyzer {
namespace {

constexpr unsigned char kVersion = 5;
constexpr unsigned char kConnect = 1;
constexpr unsigned char kIpv4 = 1;
constexpr unsigned char kName = 3;
constexpr unsigned char kIpv6 = 4;
// Version, command, reserved, kind of address.
constexpr std::size_t kHead = 4;
constexpr std::size_t kPort = 2;

std::optional<std::string> numeric(int family, Octets address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (::inet_ntop(family, address.data(), text.data(), text.size()) == nullptr) return std::nullopt;
  return text.data();
}

std::string lower(Octets name) {
  std::string text(name.begin(), name.end());
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return text;
}

}  // namespace

std::optional<std::size_t> socks_greeting_size(Octets start) {
  if (!start.empty() && start[0] != kVersion) return std::nullopt;
  if (start.size() < 2) return 2;
  return 2 + std::size_t{start[1]};
}

bool offers_no_password(Octets greeting) {
  return std::ranges::find(greeting.subspan(2), 0) != greeting.end();
}

std::optional<std::size_t> socks_request_size(Octets start) {
  if (!start.empty() && start[0] != kVersion) return std::nullopt;
  if (start.size() < kHead) return kHead;
  switch (start[3]) {
    case kIpv4: return kHead + sizeof(in_addr) + kPort;
    case kIpv6: return kHead + sizeof(in6_addr) + kPort;
    case kName:
      if (start.size() == kHead) return kHead + 1;
      return kHead + 1 + std::size_t{start[kHead]} + kPort;
    default: return std::nullopt;
  }
}

std::optional<SocksTarget> parse_socks_request(Octets request) {
  if (socks_request_size(request) != request.size() || request[1] != kConnect) return std::nullopt;
  const Octets port = request.last(kPort);
  SocksTarget target{.host = {}, .port = static_cast<std::uint16_t>(port[0] << 8U | port[1])};
  const Octets address = request.subspan(kHead, request.size() - kHead - kPort);
  std::optional<std::string> host;
  switch (request[3]) {
    case kIpv4: host = numeric(AF_INET, address); break;
    case kIpv6: host = numeric(AF_INET6, address); break;
    default: host = lower(address.subspan(1)); break;
  }
  if (!host || host->empty() || target.port == 0) return std::nullopt;
  target.host = std::move(*host);
  return target;
}

}  // namespace tidemark::analyzer
