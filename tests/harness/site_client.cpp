#include "tests/harness/site_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace tidemark::harness {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return at;
}

bool readable(int fd, Deadline deadline) {
  pollfd watched{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&watched, 1, static_cast<int>(deadline.remaining().count())) > 0;
}

// How long a blocking read may take.
void limit_reads(int fd, std::chrono::milliseconds patience) {
  const timeval limit{.tv_sec = patience.count() / 1000, .tv_usec = patience.count() % 1000 * 1000};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  const std::string start = "\r\n" + std::string(name) + ": ";
  const std::size_t at = head.find(start);
  if (at == std::string::npos) return "";
  const std::size_t from = at + start.size();
  return head.substr(from, head.find("\r\n", from) - from);
}

SiteClient::SiteClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_in at = loopback(port);
  if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) fd_.reset();
}
SiteClient::~SiteClient() = default;
SiteClient::SiteClient(SiteClient&&) noexcept = default;

std::optional<long> SiteClient::start_tls(const std::string& host, const std::string& ca_file,
                                          std::chrono::milliseconds patience) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  if (!ca_file.empty()) SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr);
  tls_ = std::shared_ptr<SSL>(SSL_new(context.get()), &SSL_free);
  SSL_set_tlsext_host_name(tls_.get(), host.c_str());
  SSL_set1_host(tls_.get(), host.c_str());
  SSL_set_fd(tls_.get(), fd_.get());
  limit_reads(fd_.get(), patience);
  if (SSL_connect(tls_.get()) != 1) return std::nullopt;
  return SSL_get_verify_result(tls_.get());
}

bool SiteClient::send(std::string_view bytes) {
  if (tls_) {
    return SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
           static_cast<int>(bytes.size());
  }
  return ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

Ending SiteClient::receive(std::string& into, std::chrono::milliseconds patience) {
  std::array<char, 65536> buffer;
  const bool buffered = tls_ && SSL_pending(tls_.get()) > 0;
  if (!buffered && !readable(fd_.get(), Deadline::in(patience))) return Ending::kTimedOut;
  ssize_t got = 0;
  if (tls_) {
    // What is readable may be session tickets and no data.
    limit_reads(fd_.get(), std::max(patience, std::chrono::milliseconds(1)));
    got = SSL_read(tls_.get(), buffer.data(), buffer.size());
    if (got <= 0 && SSL_get_error(tls_.get(), static_cast<int>(got)) == SSL_ERROR_WANT_READ) {
      return Ending::kTimedOut;
    }
  } else {
    got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
  }
  if (got > 0) {
    into.append(buffer.data(), static_cast<std::size_t>(got));
    return Ending::kData;
  }
  return got < 0 && errno == ECONNRESET ? Ending::kReset : Ending::kClosed;
}

Answer SiteClient::get(std::string_view host, std::string_view target,
                       std::string_view more_headers) {
  std::string request = "GET " + std::string(target) + " HTTP/1.1\r\nHost: " + std::string(host);
  request += "\r\n" + std::string(more_headers) + "\r\n";
  return ask(request);
}

Answer SiteClient::ask(std::string_view request, std::chrono::milliseconds patience,
                       bool head_only) {
  Answer answer;
  if (!send(request)) {
    answer.ending = Ending::kReset;
    return answer;
  }
  const Deadline deadline = Deadline::in(patience);
  std::string got;
  std::size_t head_end = std::string::npos;
  while ((head_end = got.find("\r\n\r\n")) == std::string::npos) {
    answer.ending = receive(got, deadline.remaining());
    if (answer.ending != Ending::kData) return answer;
  }
  answer.head = got.substr(0, head_end + 2);
  std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
  answer.body = got.substr(head_end + 4);
  const std::string length = answer.header("Content-Length");
  const std::size_t wanted = head_only ? 0 : length.empty() ? SIZE_MAX : std::stoul(length);
  while (answer.body.size() < wanted) {
    answer.ending = receive(answer.body, deadline.remaining());
    if (answer.ending != Ending::kData) return answer;
  }
  return answer;
}

std::vector<std::uint8_t> dns_query(std::string_view name, std::uint16_t type) {
  std::vector<std::uint8_t> query = {0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0};
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    query.push_back(static_cast<std::uint8_t>(label.size()));
    query.insert(query.end(), label.begin(), label.end());
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  query.insert(query.end(), {0, static_cast<std::uint8_t>(type >> 8U),
                             static_cast<std::uint8_t>(type & 0xFFU), 0, 1});
  return query;
}

std::optional<std::vector<std::uint8_t>> ask_dns(std::uint16_t port, std::string_view name,
                                                 std::uint16_t type,
                                                 std::chrono::milliseconds patience) {
  const UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const sockaddr_in at = loopback(port);
  const auto query = dns_query(name, type);
  ::sendto(fd.get(), query.data(), query.size(), 0, reinterpret_cast<const sockaddr*>(&at),
           sizeof at);
  if (!readable(fd.get(), Deadline::in(patience))) return std::nullopt;
  std::vector<std::uint8_t> answer(1500);
  const ssize_t got = ::recv(fd.get(), answer.data(), answer.size(), 0);
  if (got < 0) return std::nullopt;
  answer.resize(static_cast<std::size_t>(got));
  return answer;
}

}  // namespace tidemark::harness
