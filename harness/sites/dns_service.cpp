#include "harness/sites/dns_service.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "harness/sites/dns_answer.hpp"

namespace tidemark::harness {
namespace {

constexpr int kBatch = 64;  // datagrams before others get their turn
constexpr std::size_t kLongestQuery = 1500;

// One datagram with both its addresses.
struct Query {
  std::array<std::uint8_t, kLongestQuery> bytes;
  std::size_t size = 0;
  sockaddr_in from{};
  in_pktinfo at{};
};

// The ancillary data of one message, as the kernel wants it aligned.
struct PacketInfo {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in_pktinfo))> bytes{};
};

bool receive(int socket, Query& query) {
  PacketInfo info;
  iovec content{.iov_base = query.bytes.data(), .iov_len = query.bytes.size()};
  msghdr message{};
  message.msg_name = &query.from;
  message.msg_namelen = sizeof query.from;
  message.msg_iov = &content;
  message.msg_iovlen = 1;
  message.msg_control = info.bytes.data();
  message.msg_controllen = info.bytes.size();
  const ssize_t got = ::recvmsg(socket, &message, 0);
  if (got < 0) return false;
  query.size = static_cast<std::size_t>(got);
  query.at = {};
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != IPPROTO_IP || part->cmsg_type != IP_PKTINFO) continue;
    std::memcpy(&query.at, CMSG_DATA(part), sizeof query.at);
  }
  return true;
}

// A full socket buffer loses the answer, as a network would; the client asks again.
void send(int socket, std::vector<std::uint8_t> answer, sockaddr_in peer, const in_pktinfo& from) {
  PacketInfo info;
  iovec content{.iov_base = answer.data(), .iov_len = answer.size()};
  msghdr message{};
  message.msg_name = &peer;
  message.msg_namelen = sizeof peer;
  message.msg_iov = &content;
  message.msg_iovlen = 1;
  message.msg_control = info.bytes.data();
  message.msg_controllen = info.bytes.size();
  cmsghdr* part = CMSG_FIRSTHDR(&message);
  part->cmsg_level = IPPROTO_IP;
  part->cmsg_type = IP_PKTINFO;
  part->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
  const in_pktinfo source{.ipi_ifindex = 0, .ipi_spec_dst = from.ipi_addr, .ipi_addr = {}};
  std::memcpy(CMSG_DATA(part), &source, sizeof source);
  ::sendmsg(socket, &message, MSG_NOSIGNAL);
}

std::optional<std::vector<std::uint8_t>> answer_to(const Query& query, SiteService& service) {
  const ClientAddress client = ntohl(query.from.sin_addr.s_addr);
  const auto decide = [&](const std::string& name, std::uint16_t type) {
    HostedSite* site = service.sites.find(name);
    service.ledger.dns_query(site != nullptr ? std::optional(site->index()) : std::nullopt);
    if (service.weather.dns == Weather::Dns::kServfail) {
      return DnsTreatment{.conduct = DnsConduct::kServfail};
    }
    if (site == nullptr) return DnsTreatment{.conduct = DnsConduct::kNxdomain};
    return site->resolve(client, type);
  };
  return answer_dns({query.bytes.data(), query.size}, decide);
}

}  // namespace

SiteTask<void> answer_queries(SiteDescriptor& socket, SiteService& service) {
  const int yes = 1;
  ::setsockopt(socket.native_handle(), IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes);
  Query query;
  for (;;) {
    const auto [error] = co_await socket.async_wait(SiteDescriptor::wait_read, kUse);
    if (error) co_return;
    for (int i = 0; i < kBatch && receive(socket.native_handle(), query); ++i) {
      if (dns_is_silent(service.weather)) continue;
      auto answer = answer_to(query, service);
      if (answer) send(socket.native_handle(), std::move(*answer), query.from, query.at);
    }
  }
}

}  // namespace tidemark::harness
