#include "analyzer/dns/dns_server.hpp"

#include <ares.h>
#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <memory>

#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

bool is_ip(int family, std::string_view text) {
  std::array<unsigned char, sizeof(in6_addr)> binary{};
  return text.find('\0') == std::string_view::npos &&
         ::inet_pton(family, std::string(text).c_str(), binary.data()) == 1;
}

bool is_v6(std::string_view address) { return address.find(':') != std::string_view::npos; }

}  // namespace

Result<DnsServer> parse_dns_server(std::string_view text) {
  if (is_ip(AF_INET6, text) || is_ip(AF_INET, text)) return DnsServer{std::string(text)};
  const std::size_t colon = text.rfind(':');
  const bool has_port = colon != std::string_view::npos && !text.ends_with(']');
  std::string_view address = has_port ? text.substr(0, colon) : text;
  const bool is_bracketed = address.starts_with('[') && address.ends_with(']');
  if (is_bracketed) address = address.substr(1, address.size() - 2);
  if (!is_ip(is_bracketed ? AF_INET6 : AF_INET, address)) {
    return failure(ErrorCode::kBadInput,
                   fmt::format("DNS server '{}' is no address; expected ADDR[:PORT], such as "
                               "9.9.9.9 or [2620:fe::fe]:53",
                               printable(text)));
  }
  DnsServer server{std::string(address)};
  if (!has_port) return server;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, server.port);
  if (error != std::errc() || stop != end || server.port == 0) {
    return failure(ErrorCode::kBadInput,
                   fmt::format("DNS server '{}': the port is not 1 to 65535", printable(text)));
  }
  return server;
}

std::string to_string(const DnsServer& server) {
  return is_v6(server.address) ? fmt::format("[{}]:{}", server.address, server.port)
                               : fmt::format("{}:{}", server.address, server.port);
}

Result<std::vector<DnsServer>> system_dns_servers() {
  ares_channel raw = nullptr;
  if (const int status = ::ares_init(&raw); status != ARES_SUCCESS) {
    return failure(ErrorCode::kUnavailable,
                   fmt::format("read /etc/resolv.conf: {}", ::ares_strerror(status)));
  }
  const std::unique_ptr<ares_channeldata, decltype(&::ares_destroy)> channel(raw, &::ares_destroy);
  ares_addr_port_node* list = nullptr;
  if (const int status = ::ares_get_servers_ports(raw, &list); status != ARES_SUCCESS) {
    return failure(ErrorCode::kUnavailable,
                   fmt::format("read /etc/resolv.conf: {}", ::ares_strerror(status)));
  }
  const std::unique_ptr<void, decltype(&::ares_free_data)> owner(list, &::ares_free_data);
  std::vector<DnsServer> servers;
  for (const auto* node = list; node != nullptr; node = node->next) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(node->family, &node->addr, text.data(), text.size());
    servers.push_back({text.data(), static_cast<std::uint16_t>(node->udp_port)});
    if (servers.back().port == 0) servers.back().port = 53;
  }
  return servers;
}

}  // namespace tidemark::analyzer
