#include <signal.h>

#include "harness/faults/aimed_processes.hpp"
#include "harness/faults/fault_kinds.hpp"

namespace tidemark::harness {
namespace {

class PauseInForce : public FaultInForce {
 public:
  explicit PauseInForce(std::vector<probes::ProcessRef> paused) : paused_(std::move(paused)) {}
  PauseInForce(const PauseInForce&) = delete;
  PauseInForce& operator=(const PauseInForce&) = delete;
  ~PauseInForce() override { static_cast<void>(signal_all(paused_, SIGCONT)); }

  // A browser that we hold cannot see that its owner has gone.
  [[nodiscard]] bool ends_with_subject() const override { return true; }

 private:
  std::vector<probes::ProcessRef> paused_;
};

}  // namespace

Result<std::unique_ptr<FaultInForce>> Pause::strike() {
  auto processes = aimed_processes(at_, reach_);
  if (!processes) return std::unexpected(processes.error());
  if (const auto sent = signal_all(*processes, SIGSTOP); !sent) {
    return std::unexpected(sent.error());
  }
  return std::make_unique<PauseInForce>(*std::move(processes));
}

}  // namespace tidemark::harness
