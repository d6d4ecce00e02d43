// Whole messages and open descriptors between two processes, over a unix socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

struct Message {
  std::string text = {};
  std::vector<UniqueFd> descriptors = {};
};

// One end of a SOCK_SEQPACKET pair: a message arrives whole or not at all.
class MessageSocket {
 public:
  // A message with all it says; the kernel's default buffer takes more than this at once.
  static constexpr std::size_t kLongest = std::size_t{128} * 1024;

  MessageSocket() = default;
  explicit MessageSocket(UniqueFd socket) : socket_(std::move(socket)) {}
  [[nodiscard]] static Result<std::pair<MessageSocket, MessageSocket>> pair();

  [[nodiscard]] int fd() const { return socket_.get(); }
  [[nodiscard]] explicit operator bool() const { return static_cast<bool>(socket_); }
  void close() { socket_.reset(); }

  // Copies of `descriptors` travel along; ours stay open. kBadInput: longer than kLongest; kGone:
  // the other side has closed; kTimedOut: it does not read.
  Result<void> send(std::string_view text, const std::vector<int>& descriptors = {});
  // The next message if there is one already. kGone: the other side has closed.
  [[nodiscard]] Result<std::optional<Message>> receive();

 private:
  UniqueFd socket_;
};

}  // namespace tidemark::harness
