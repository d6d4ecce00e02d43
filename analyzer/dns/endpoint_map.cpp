#include "analyzer/dns/endpoint_map.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

// One side of a rule: what stands before the last colon (or in brackets), and the port after it.
struct HostPort {
  std::string_view host;
  bool bracketed = false;
  std::optional<std::string_view> port;
};

std::optional<std::string> canonical_ip(int family, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  std::array<unsigned char, sizeof(in6_addr)> binary{};
  if (::inet_pton(family, std::string(text).c_str(), binary.data()) != 1) return std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> canonical{};
  if (::inet_ntop(family, binary.data(), canonical.data(), canonical.size()) == nullptr) {
    return std::nullopt;
  }
  return canonical.data();
}

// Splits "host", "host:port", "[v6]" and "[v6]:port"; nothing if the brackets are not closed
// properly.
std::optional<HostPort> split(std::string_view text) {
  HostPort parts;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    parts.host = text.substr(1, end - 1);
    parts.bracketed = true;
    rest = text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
  } else {
    const std::size_t colon = text.find(':');
    parts.host = text.substr(0, colon);
    if (colon != std::string_view::npos) rest = text.substr(colon);
  }
  if (!rest.empty()) parts.port = rest.substr(1);
  return parts;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

// Lower case, without the root's dot: "A.Example." and "a.example" are one host.
std::string normal_name(std::string_view host) {
  if (host.size() > 1 && host.ends_with('.')) host.remove_suffix(1);
  std::string name(host);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

// Only these characters: anything else could end a rule of Chromium's or be a wildcard in it.
bool is_host_name(std::string_view name) {
  return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

Result<std::string> parse_host(const HostPort& from) {
  if (from.bracketed) {
    if (auto ip = canonical_ip(AF_INET6, from.host)) return *std::move(ip);
    return failure(ErrorCode::kBadInput, "the host in brackets is no IPv6 address");
  }
  std::string name = normal_name(from.host);
  if (name == "*" || is_host_name(name)) return name;
  if (name.empty()) return failure(ErrorCode::kBadInput, "the host is missing");
  if (name.find('*') != std::string::npos) {
    return failure(ErrorCode::kBadInput, "a host is '*' or a full name, not a pattern");
  }
  return failure(ErrorCode::kBadInput,
                 "the host is no host name (international names are written xn--...)");
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto to = split(text);
  const auto ip = to ? canonical_ip(to->bracketed ? AF_INET6 : AF_INET, to->host) : std::nullopt;
  if (!ip) {
    return failure(ErrorCode::kBadInput,
                   "the address is not numeric (an IPv6 address stands in brackets)");
  }
  const auto port = to->port ? parse_port(*to->port) : std::nullopt;
  if (!port) return failure(ErrorCode::kBadInput, "the address needs a port of 1 to 65535");
  return Endpoint{*ip, *port};
}

std::string bracketed(std::string_view host) {
  return host.find(':') == std::string_view::npos ? std::string(host) : fmt::format("[{}]", host);
}

}  // namespace

Result<void> EndpointMap::add(std::string_view rule) {
  const auto wrong = [&](std::string_view why) {
    return failure(
        ErrorCode::kBadInput,
        fmt::format("--map '{}': {}; expected HOST[:PORT]=ADDR:PORT", printable(rule), why));
  };
  const std::size_t equals = rule.find('=');
  if (equals == std::string_view::npos) return wrong("there is no '='");
  const auto from = split(rule.substr(0, equals));
  if (!from) return wrong("the brackets of the host are not closed");
  auto host = parse_host(*from);
  if (!host) return wrong(host.error().message);
  std::optional<std::uint16_t> port;
  if (from->port) {
    port = parse_port(*from->port);
    if (!port) return wrong("the host's port is not 1 to 65535");
  }
  auto endpoint = parse_endpoint(rule.substr(equals + 1));
  if (!endpoint) return wrong(endpoint.error().message);

  // Only the first of two equal rules would ever be used: a contradiction is a mistake of the
  // user's.
  for (const Rule& old : rules_) {
    if (old.host != *host || old.port != port) continue;
    if (old.endpoint == *endpoint) return {};
    return wrong(fmt::format("this host is already mapped to {}:{}",
                             bracketed(old.endpoint.address), old.endpoint.port));
  }
  const auto rank = [](const Rule& r) { return std::tuple(r.host == "*", !r.port); };
  Rule added{*std::move(host), port, *std::move(endpoint)};
  const auto where = std::ranges::upper_bound(rules_, rank(added), {}, rank);
  rules_.insert(where, std::move(added));
  return {};
}

std::optional<Endpoint> EndpointMap::find(std::string_view host, std::uint16_t port) const {
  const auto parts = split(host);
  const bool is_bracketed = parts && parts->bracketed && !parts->port;
  const std::string_view bare = is_bracketed ? parts->host : host;
  const auto ip = canonical_ip(AF_INET6, bare);
  const std::string wanted = ip ? *ip : normal_name(bare);
  for (const Rule& rule : rules_) {
    if (rule.host != "*" && rule.host != wanted) continue;
    if (!rule.port || *rule.port == port) return rule.endpoint;
  }
  return std::nullopt;
}

}  // namespace tidemark::analyzer
