#include "harness/sites/listeners.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

namespace tidemark::harness {
namespace {

constexpr int kDnsTries = 20;

Error bind_error(std::string_view what, const std::string& address, std::uint16_t port, int error) {
  Error out = system_error(fmt::format("listen for {} on {}:{}", what, address, port), error);
  if (error == EADDRINUSE) {
    out.code = ErrorCode::kBadInput;
    out.message += "; choose another port, or 0 for a free one";
  } else if (error == EADDRNOTAVAIL) {
    out.code = ErrorCode::kBadInput;
  } else if (error == EACCES) {
    out.message += "; ports below 1024 need root or net.ipv4.ip_unprivileged_port_start";
  }
  return out;
}

// A socket of `type` at `address`; `port` is the wish and then the real one.
Result<UniqueFd> open_socket(int type, std::string_view what, const std::string& address,
                             std::uint16_t& port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  if (::inet_pton(AF_INET, address.c_str(), &at.sin_addr) != 1) {
    return failure(ErrorCode::kBadInput, fmt::format("\"{}\" is not an IPv4 address", address));
  }
  UniqueFd fd(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return std::unexpected(bind_error(what, address, port, errno));
  const int yes = 1;
  // A port whose last connections are in TIME_WAIT is free; for UDP the option would share it.
  if (type == SOCK_STREAM) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
      (type == SOCK_STREAM && ::listen(fd.get(), SOMAXCONN) != 0)) {
    return std::unexpected(bind_error(what, address, port, errno));
  }
  socklen_t size = sizeof at;
  if (::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&at), &size) != 0) {
    return system_failure("read a socket's address", errno);
  }
  port = ntohs(at.sin_port);
  return fd;
}

struct DnsSockets {
  UniqueFd udp;
  UniqueFd tcp;
};

// At one port. A free one of UDP may be taken for TCP, then another is tried.
Result<DnsSockets> open_dns(ListenAt& at) {
  const std::uint16_t wish = at.dns_port;
  for (int tries = 1;; ++tries) {
    at.dns_port = wish;
    auto udp = open_socket(SOCK_DGRAM, "DNS", at.address, at.dns_port);
    if (!udp) return std::unexpected(udp.error());
    auto tcp = open_socket(SOCK_STREAM, "DNS over TCP", at.address, at.dns_port);
    if (tcp) return DnsSockets{.udp = std::move(*udp), .tcp = std::move(*tcp)};
    if (wish != 0 || tries == kDnsTries) return std::unexpected(tcp.error());
  }
}

}  // namespace

Result<Listeners> open_listeners(const ListenAt& where) {
  Listeners listeners;
  listeners.at = where;
  ListenAt& at = listeners.at;
  auto http = open_socket(SOCK_STREAM, "HTTP", at.address, at.http_port);
  if (!http) return std::unexpected(http.error());
  auto https = open_socket(SOCK_STREAM, "HTTPS", at.address, at.https_port);
  if (!https) return std::unexpected(https.error());
  auto dns = open_dns(at);
  if (!dns) return std::unexpected(dns.error());
  listeners.http = std::move(*http);
  listeners.https = std::move(*https);
  listeners.dns = std::move(dns->udp);
  listeners.dns_tcp = std::move(dns->tcp);
  return listeners;
}

}  // namespace tidemark::harness
