#include "harness/sites/dns_service.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "harness/sites/dns_answer.hpp"

namespace tidemark::harness {
namespace {

namespace asio = boost::asio;

constexpr int kBatch = 64;  // datagrams before others get their turn
constexpr std::size_t kLongestQuery = 1500;
constexpr std::size_t kMostWaiting = 4096;  // answers that leave later; what is beyond is lost

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

std::string type_name(std::uint16_t type) {
  switch (type) {
    case kDnsTypeA: return "A";
    case 2: return "NS";
    case 5: return "CNAME";
    case 15: return "MX";
    case 16: return "TXT";
    case kDnsTypeAaaa: return "AAAA";
    case 65: return "HTTPS";
    case 255: return "ANY";
    default: return fmt::format("TYPE{}", type);
  }
}

// Aliases and addresses of an answer.
std::string text_of(const DnsTreatment& treatment, std::uint16_t type) {
  if (treatment.conduct == DnsConduct::kServfail || treatment.conduct == DnsConduct::kSilence) {
    return "";
  }
  std::vector<std::string> parts = treatment.aliases;
  if (treatment.conduct == DnsConduct::kAddress) {
    const bool v4 = type == kDnsTypeA && treatment.address.has_value();
    const bool v6 = type == kDnsTypeAaaa && treatment.address6.has_value();
    if (v4) parts.push_back(to_string(treatment.address.value_or(Ipv4Address{})));
    if (v6) parts.push_back(to_string(treatment.address6.value_or(Ipv6Address{})));
  }
  return fmt::format("{}", fmt::join(parts, " ")).substr(0, kLongestLogged);
}

// What a query gets, and what the log says of it.
struct Treated {
  std::optional<std::vector<std::uint8_t>> answer;
  Milliseconds delay{0};
  SiteRequest entry;
};

Treated treat(std::span<const std::uint8_t> query, const ClientEndpoint& client, std::size_t limit,
              SiteService& service) {
  Treated treated;
  SiteRequest& entry = treated.entry;
  entry = {.at = steady_now(), .via = SiteRequest::Via::kDns, .client = client};
  const auto decide = [&](const std::string& name, std::uint16_t type) {
    SiteDirectory::Resolved resolved = service.sites.resolve(name, client.address, type);
    const HostedSite* site = resolved.site;
    service.ledger.dns_query(site != nullptr ? std::optional(site->index()) : std::nullopt);
    DnsTreatment& treatment = resolved.treatment;
    if (service.weather.dns == Weather::Dns::kServfail) {
      treatment.conduct = DnsConduct::kServfail;
      treatment.delay = {};
    }
    treated.delay = treatment.delay;
    if (service.log.wanted()) {
      entry.host = name.substr(0, kLongestLogged);
      entry.asked = type_name(type);
      entry.behavior = treatment.behavior;
      entry.answer = text_of(treatment, type);
    }
    return treatment;
  };
  treated.answer = answer_dns(query, decide, limit);
  if (treated.answer) entry.status = (*treated.answer)[3] & 0x0FU;
  return treated;
}

void enter(Treated treated, SiteRequest::Outcome outcome, SiteService& service) {
  if (!service.log.wanted()) return;
  SiteRequest entry = std::move(treated.entry);
  const std::size_t size = treated.answer ? treated.answer->size() : 0;
  const bool understood = !entry.asked.empty();
  const bool answered = outcome == SiteRequest::Outcome::kAnswered;
  entry.outcome = answered && !understood ? SiteRequest::Outcome::kRefused : outcome;
  entry.sent = answered ? size : 0;
  entry.took = steady_now() - entry.at;
  service.log.add(std::move(entry));
}

// An answer that leaves later, and the way it takes.
struct Late {
  Treated treated;
  sockaddr_in peer{};
  in_pktinfo from{};
};

// The socket is the loop's: it outlives every coroutine. One fewer is `waiting` then.
SiteTask<void> send_later(SiteDescriptor& socket, Late late, SiteService& service,
                          std::size_t& waiting) {
  SiteTimer timer(socket.get_executor());
  timer.expires_after(late.treated.delay);
  const auto [error] = co_await timer.async_wait(kUse);
  --waiting;
  if (error) co_return;
  const auto& answer = late.treated.answer;
  const bool sends = answer && !dns_is_silent(service.weather);
  if (sends) send(socket.native_handle(), *answer, late.peer, late.from);
  const auto outcome = sends ? SiteRequest::Outcome::kAnswered : SiteRequest::Outcome::kUnanswered;
  enter(std::move(late.treated), outcome, service);
}

// Fills `into`; false if the connection ends first.
SiteTask<bool> read_all(Stream& stream, std::span<std::uint8_t> into) {
  while (!into.empty()) {
    const asio::mutable_buffer buffer(into.data(), into.size());
    const std::size_t count = co_await stream.read_some(buffer);
    if (count == 0) co_return false;
    into = into.subspan(count);
  }
  co_return true;
}

}  // namespace

SiteTask<void> answer_queries(SiteDescriptor& socket, SiteService& service) {
  const int yes = 1;
  ::setsockopt(socket.native_handle(), IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes);
  Query query;
  std::size_t waiting = 0;  // answers that leave later
  for (;;) {
    const auto [error] = co_await socket.async_wait(SiteDescriptor::wait_read, kUse);
    if (error) co_return;
    for (int i = 0; i < kBatch && receive(socket.native_handle(), query); ++i) {
      if (dns_is_silent(service.weather)) continue;
      Treated treated =
          treat({query.bytes.data(), query.size}, client_at(query.from), kDnsDatagram, service);
      if (!treated.answer || (treated.delay.count() > 0 && waiting >= kMostWaiting)) {
        enter(std::move(treated), SiteRequest::Outcome::kUnanswered, service);
      } else if (treated.delay.count() > 0) {
        ++waiting;
        Late late{.treated = std::move(treated), .peer = query.from, .from = query.at};
        auto later = send_later(socket, std::move(late), service, waiting);
        asio::co_spawn(socket.get_executor(), std::move(later), asio::detached);
      } else {
        send(socket.native_handle(), *treated.answer, query.from, query.at);
        enter(std::move(treated), SiteRequest::Outcome::kAnswered, service);
      }
    }
  }
}

SiteTask<void> serve_dns_connection(SiteSocket socket, ClientEndpoint client,
                                    SiteService& service) {
  OpenConnection record(service.ledger, Listener::kDns);
  Stream stream(std::move(socket), record, service.streams);
  std::array<std::uint8_t, kLongestQuery> query;
  for (;;) {
    stream.set_deadline(Deadline::in(service.limits.idle));
    std::array<std::uint8_t, 2> length{};
    const bool begun = co_await read_all(stream, length);
    const std::size_t size = static_cast<std::size_t>(length[0]) << 8U | length[1];
    if (!begun || size > query.size()) co_return;
    const std::span<std::uint8_t> bytes = std::span(query).first(size);
    const bool received = co_await read_all(stream, bytes);
    if (!received) co_return;
    Treated treated = treat(bytes, client, kDnsLongest, service);
    if (!treated.answer || dns_is_silent(service.weather)) {
      enter(std::move(treated), SiteRequest::Outcome::kUnanswered, service);
      continue;
    }
    if (treated.delay.count() > 0) {
      const bool still_there = co_await stream.wait(treated.delay);
      if (!still_there) {
        enter(std::move(treated), SiteRequest::Outcome::kClientClosed, service);
        co_return;
      }
    }
    std::vector<std::uint8_t>& answer = *treated.answer;
    answer.insert(answer.begin(), {static_cast<std::uint8_t>(answer.size() >> 8U),
                                   static_cast<std::uint8_t>(answer.size() & 0xFFU)});
    stream.set_deadline(Deadline::in(service.limits.write));
    const asio::const_buffer buffer(answer.data(), answer.size());
    const bool sent = co_await stream.write(buffer);
    enter(std::move(treated),
          sent ? SiteRequest::Outcome::kAnswered : SiteRequest::Outcome::kClientClosed, service);
    if (!sent) co_return;
  }
}

}  // namespace tidemark::harness
