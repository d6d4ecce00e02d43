#include "harness/subject/message_socket.hpp"

#include <sys/socket.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <span>

namespace tidemark::harness {
namespace {

constexpr std::size_t kMostDescriptors = 8;

// Room for one control message of descriptors, aligned as the kernel wants it.
struct alignas(cmsghdr) Ancillary {
  std::array<char, CMSG_SPACE(kMostDescriptors * sizeof(int))> bytes{};
};

std::vector<UniqueFd> descriptors_of(msghdr& header) {
  std::vector<UniqueFd> descriptors;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(part) + i * sizeof fd, sizeof fd);
      descriptors.emplace_back(fd);
    }
  }
  return descriptors;
}

}  // namespace

Result<std::pair<MessageSocket, MessageSocket>> MessageSocket::pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return system_failure("make a socket pair", errno);
  }
  return std::pair(MessageSocket(UniqueFd(ends[0])), MessageSocket(UniqueFd(ends[1])));
}

Result<void> MessageSocket::send(std::string_view text, const std::vector<int>& descriptors) {
  assert(descriptors.size() <= kMostDescriptors);
  if (text.size() > kLongest) {
    return failure(ErrorCode::kBadInput, "the command line is too long: " +
                                             std::to_string(text.size()) + " bytes in all");
  }
  iovec body{.iov_base = const_cast<char*>(text.data()), .iov_len = text.size()};
  msghdr header{};
  header.msg_iov = &body;
  header.msg_iovlen = 1;
  Ancillary ancillary;
  if (!descriptors.empty()) {
    const std::span<const int> fds(descriptors);
    header.msg_control = ancillary.bytes.data();
    header.msg_controllen = CMSG_SPACE(fds.size_bytes());
    cmsghdr* part = CMSG_FIRSTHDR(&header);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(fds.size_bytes());
    std::memcpy(CMSG_DATA(part), fds.data(), fds.size_bytes());
  }
  for (;;) {
    if (::sendmsg(socket_.get(), &header, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return {};
    if (errno == EINTR) continue;
    if (errno == EPIPE || errno == ECONNRESET) {
      return failure(ErrorCode::kGone, "the other process has gone");
    }
    if (errno == EAGAIN) return failure(ErrorCode::kTimedOut, "the other process does not read");
    return system_failure("send a message", errno);
  }
}

Result<std::optional<Message>> MessageSocket::receive() {
  std::string text(kLongest, '\0');
  iovec body{.iov_base = text.data(), .iov_len = text.size()};
  Ancillary ancillary;
  msghdr header{};
  header.msg_iov = &body;
  header.msg_iovlen = 1;
  header.msg_control = ancillary.bytes.data();
  header.msg_controllen = ancillary.bytes.size();
  for (;;) {
    const ssize_t got = ::recvmsg(socket_.get(), &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return std::optional<Message>();
    if (got < 0 && errno != ECONNRESET) return system_failure("receive a message", errno);
    // Nobody sends empty messages, so nothing is the end.
    if (got <= 0) return failure(ErrorCode::kGone, "the other process has gone");
    Message message{.descriptors = descriptors_of(header)};
    text.resize(static_cast<std::size_t>(got));
    message.text = std::move(text);
    return std::optional(std::move(message));
  }
}

}  // namespace tidemark::harness
