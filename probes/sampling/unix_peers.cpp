#include "probes/sampling/unix_peers.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "probes/base/unique_fd.hpp"

namespace tidemark::probes {
namespace {

using Peers = std::map<std::uint64_t, std::uint64_t>;

std::unexpected<Error> unanswered(const char* step, int error) {
  return failure(ErrorCode::kUnavailable, std::string("ask the kernel who is connected to whom (") +
                                              step + "): " + std::strerror(error));
}

// One socket of the answer.
void take_in(const nlmsghdr& header, Peers& peers) {
  if (header.nlmsg_len < NLMSG_LENGTH(sizeof(unix_diag_msg))) return;
  const auto* socket = static_cast<const unix_diag_msg*>(NLMSG_DATA(&header));
  const auto* attribute = reinterpret_cast<const rtattr*>(socket + 1);
  auto left = static_cast<int>(header.nlmsg_len - NLMSG_LENGTH(sizeof(unix_diag_msg)));
  for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
    if (attribute->rta_type != UNIX_DIAG_PEER) continue;
    if (RTA_PAYLOAD(attribute) < sizeof(std::uint32_t)) continue;
    std::uint32_t peer = 0;
    std::memcpy(&peer, RTA_DATA(attribute), sizeof peer);
    // 0: the other end has been closed; the kernel keeps what is left of it as long as this one.
    if (peer != 0) peers.emplace(socket->udiag_ino, peer);
  }
}

Result<Peers> ask() {
  const UniqueFd asker(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  if (!asker) return unanswered("socket", errno);
  // The kernel answers at once; this is for one that does not.
  const timeval patience{.tv_sec = 2, .tv_usec = 0};
  (void)::setsockopt(asker.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  struct {
    nlmsghdr header;
    unix_diag_req request;
  } question{};
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  question.request.sdiag_family = AF_UNIX;
  question.request.udiag_states = ~0U;
  question.request.udiag_show = UDIAG_SHOW_PEER;
  if (::send(asker.get(), &question, sizeof question, 0) < 0) return unanswered("send", errno);
  Peers peers;
  std::vector<std::uint32_t> buffer(8192);  // 32 KiB, aligned for the headers
  for (;;) {
    const ssize_t count =
        ::recv(asker.get(), buffer.data(), buffer.size() * sizeof(std::uint32_t), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return unanswered("receive", count == 0 ? EIO : errno);
    auto left = static_cast<unsigned>(count);
    for (const auto* header = reinterpret_cast<const nlmsghdr*>(buffer.data());
         NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
      if (header->nlmsg_type == NLMSG_DONE) return peers;
      if (header->nlmsg_type == NLMSG_ERROR) return unanswered("answer", EOPNOTSUPP);
      if (header->nlmsg_type == SOCK_DIAG_BY_FAMILY) take_in(*header, peers);
    }
  }
}

}  // namespace

Result<Peers> read_unix_peers() {
  auto peers = ask();
  if (!peers) return peers;
  // While others make and close sockets the kernel skips one or another, seldom the same twice.
  auto again = ask();
  if (!again) return again;
  peers->merge(*again);
  return peers;
}

}  // namespace tidemark::probes
