#include "analyzer/proxy/client_owner.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>

namespace tidemark::analyzer {
namespace {

struct Question {
  nlmsghdr header;
  inet_diag_req_v2 request;
};

Question ask_for(const LoopbackConnection& connection) {
  Question question{};
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST;
  question.request.sdiag_family = AF_INET;
  question.request.sdiag_protocol = IPPROTO_TCP;
  question.request.idiag_states = ~0U;
  inet_diag_sockid& id = question.request.id;
  id.idiag_sport = htons(connection.client_port);
  id.idiag_dport = htons(connection.server_port);
  id.idiag_src[0] = id.idiag_dst[0] = htonl(INADDR_LOOPBACK);
  id.idiag_cookie[0] = id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  return question;
}

struct Answer {
  bool understood = false;  // the kernel knows such questions
  std::optional<uid_t> owner = {};
};

Answer answer_in(const char* data, std::size_t size) {
  nlmsghdr header{};
  if (size < sizeof header) return {};
  std::memcpy(&header, data, sizeof header);
  if (header.nlmsg_type == NLMSG_ERROR) {
    nlmsgerr error{};
    if (size < sizeof header + sizeof error) return {};
    std::memcpy(&error, data + sizeof header, sizeof error);
    return {.understood = error.error == -ENOENT};
  }
  inet_diag_msg message{};
  if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY || size < sizeof header + sizeof message) return {};
  std::memcpy(&message, data + sizeof header, sizeof message);
  // A listening socket answers for a connection that is gone.
  if (message.id.idiag_dport == 0) return {.understood = true};
  return {.understood = true, .owner = message.idiag_uid};
}

Answer ask(int socket, const LoopbackConnection& connection) {
  const Question question = ask_for(connection);
  if (::send(socket, &question, sizeof question, MSG_DONTWAIT) < 0) return {};
  std::array<char, 1024> buffer{};
  // The kernel has answered by the time that send() returns.
  const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
  return size < 0 ? Answer{} : answer_in(buffer.data(), static_cast<std::size_t>(size));
}

std::string read_table() {
  const UniqueFd file(::open("/proc/net/tcp", O_RDONLY | O_CLOEXEC));
  std::string table;
  std::array<char, 16384> buffer{};
  for (ssize_t size = 1; file && size > 0;) {
    size = ::read(file.get(), buffer.data(), buffer.size());
    if (size > 0) table.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return table;
}

}  // namespace

ClientOwner::ClientOwner()
    : diagnostics_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {
  // A question about nothing: is anybody there to answer?
  if (diagnostics_ && !ask(diagnostics_.get(), {}).understood) diagnostics_.reset();
}

std::optional<uid_t> ClientOwner::find(const LoopbackConnection& connection) const {
  if (diagnostics_) return ask(diagnostics_.get(), connection).owner;
  return owner_in_table(read_table(), connection);
}

std::optional<uid_t> owner_in_table(std::string_view table, const LoopbackConnection& connection) {
  // "  12: 0100007F:CLIENT 0100007F:SERVER 01 0:0 0:0 0 UID ...", addresses as they are in memory.
  const std::string ends =
      fmt::format(" {:08X}:{:04X} {:08X}:{:04X} ", htonl(INADDR_LOOPBACK), connection.client_port,
                  htonl(INADDR_LOOPBACK), connection.server_port);
  std::size_t at = table.find(ends);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = table.substr(at + ends.size());
  constexpr int kFieldsBeforeUser = 4;  // state, queues, timer, retransmissions
  for (int field = 0; field < kFieldsBeforeUser; ++field) {
    at = rest.find(' ');
    if (at == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(std::min(rest.find_first_not_of(' ', at), rest.size()));
  }
  uid_t owner = 0;
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), owner);
  return parsed.ec == std::errc() ? std::optional(owner) : std::nullopt;
}

}  // namespace tidemark::analyzer
