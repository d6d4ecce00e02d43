// Hearing the kernel's events all the time, and knowing from them who belongs to the subject.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/ownership/event_ledger.hpp"
#include "probes/ownership/kernel_event_socket.hpp"

namespace tidemark::probes {

// Owns the socket, the ledger, and a thread that empties the one into the other as events come, so
// that the queue does not overflow and a process of some milliseconds can still be asked its name.
// The other calls catch up with the queue first: they know all that happened before them. They may
// come from any thread.
class KernelWatch {
 public:
  // Errors as KernelEventSocket::open().
  [[nodiscard]] static Result<std::unique_ptr<KernelWatch>> open();

  KernelWatch(const KernelWatch&) = delete;
  KernelWatch& operator=(const KernelWatch&) = delete;
  ~KernelWatch();

  // See EventLedger.
  void add_ancestor(Pid pid);
  [[nodiscard]] std::vector<Pid> living();
  void settle(TreeSample& sample, SteadyTime begun);

  // How often events were lost because the machine was too busy to read them. Membership then rests
  // on the sweeps for a moment, and short-lived processes may be missing.
  [[nodiscard]] std::uint64_t losses();
  // CPU time that the thread has used so far.
  [[nodiscard]] std::chrono::microseconds cpu();

 private:
  KernelWatch(KernelEventSocket socket, UniqueFd stop);
  void listen();
  void catch_up();
  void describe(Pid pid);

  UniqueFd stop_;     // an eventfd
  std::mutex mutex_;  // of all below
  KernelEventSocket socket_;
  EventLedger ledger_;
  std::jthread thread_;
};

}  // namespace tidemark::probes
