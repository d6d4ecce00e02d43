// The kernel's process connector: a netlink socket on which the kernel tells of every birth, exec
// and end on the machine.
#pragma once

#include <cstdint>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/ownership/kernel_event.hpp"

namespace tidemark::probes {

// Owns the socket. Reading never blocks. One thread at a time.
class KernelEventSocket {
 public:
  // From its return on every event is queued, in order for each process. kDenied: before Linux 6.6
  // it takes root or CAP_NET_ADMIN; kUnavailable: the kernel lacks CONFIG_PROC_EVENTS, or we are
  // not in the initial network, pid and user namespaces (in most containers). The message says what
  // to do.
  [[nodiscard]] static Result<KernelEventSocket> open();

  KernelEventSocket(KernelEventSocket&&) noexcept = default;
  KernelEventSocket& operator=(KernelEventSocket&&) = delete;
  KernelEventSocket(const KernelEventSocket&) = delete;
  KernelEventSocket& operator=(const KernelEventSocket&) = delete;
  ~KernelEventSocket();

  // Readable when there is an event.
  [[nodiscard]] int fd() const { return socket_.get(); }
  // All that is queued now, up to some thousands; empty when there is nothing.
  [[nodiscard]] std::vector<KernelEvent> read();
  // How much may wait to be read; an event takes about 1 KiB. Small without CAP_NET_ADMIN, unless
  // the sysctl net.core.rmem_max allows more.
  [[nodiscard]] Bytes queue() const;
  // How often the queue was full, and an unknown number of events with it lost.
  [[nodiscard]] std::uint64_t losses() const { return losses_; }

 private:
  explicit KernelEventSocket(UniqueFd socket) : socket_(std::move(socket)) {}
  [[nodiscard]] bool receive(ConnectorNews& news);
  [[nodiscard]] Result<void> ask();

  UniqueFd socket_;
  std::uint64_t losses_ = 0;
};

}  // namespace tidemark::probes
