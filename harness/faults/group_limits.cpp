// Faults that limit the subject's own control group.
#include "harness/faults/fault_kinds.hpp"
#include "probes/ownership/cgroup_limits.hpp"

namespace tidemark::harness {
namespace {

class MemoryLimitInForce : public FaultInForce {
 public:
  explicit MemoryLimitInForce(probes::CgroupPlace groups) : groups_(std::move(groups)) {}
  MemoryLimitInForce(const MemoryLimitInForce&) = delete;
  MemoryLimitInForce& operator=(const MemoryLimitInForce&) = delete;
  ~MemoryLimitInForce() override { static_cast<void>(probes::limit_memory(groups_, {})); }

 private:
  probes::CgroupPlace groups_;
};

class CpuShareInForce : public FaultInForce {
 public:
  explicit CpuShareInForce(probes::CgroupPlace groups) : groups_(std::move(groups)) {}
  CpuShareInForce(const CpuShareInForce&) = delete;
  CpuShareInForce& operator=(const CpuShareInForce&) = delete;
  ~CpuShareInForce() override { static_cast<void>(probes::limit_cpu(groups_, {})); }

 private:
  probes::CgroupPlace groups_;
};

}  // namespace

Result<void> MemoryLimit::possible() const { return probes::can_limit_memory(groups_); }

Result<std::unique_ptr<FaultInForce>> MemoryLimit::strike() {
  if (const auto limited = probes::limit_memory(groups_, most_); !limited) {
    return std::unexpected(limited.error());
  }
  return std::make_unique<MemoryLimitInForce>(groups_);
}

Result<void> CpuShare::possible() const { return probes::can_limit_cpu(groups_); }

Result<std::unique_ptr<FaultInForce>> CpuShare::strike() {
  if (const auto limited = probes::limit_cpu(groups_, cores_); !limited) {
    return std::unexpected(limited.error());
  }
  return std::make_unique<CpuShareInForce>(groups_);
}

}  // namespace tidemark::harness
