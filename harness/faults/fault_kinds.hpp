// The kinds of faults: how each is struck and undone.
#pragma once

#include <cstdint>
#include <utility>

#include "harness/faults/striker.hpp"
#include "harness/scenario/planned_fault.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::harness {

// A signal to some of the subject's processes: over at once.
class ProcessSignal : public Striker {
 public:
  ProcessSignal(int number, faults::Aim at, FaultReach reach)
      : number_(number), at_(std::move(at)), reach_(std::move(reach)) {}
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  int number_;
  faults::Aim at_;
  FaultReach reach_;
};

// Stops processes; undone by continuing those same ones. Whoever ends a process by SIGKILL, as the
// supervisor does, need not continue it first.
class Pause : public Striker {
 public:
  Pause(faults::Aim at, FaultReach reach) : at_(std::move(at)), reach_(std::move(reach)) {}
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  faults::Aim at_;
  FaultReach reach_;
};

// Changes what the network to the simulator lets through. It goes with the simulator.
class LinkFault : public Striker {
 public:
  LinkFault(Weather::Link link, SiteServer& sites) : link_(link), sites_(sites) {}
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  Weather::Link link_;
  SiteServer& sites_;
};

class DnsFault : public Striker {
 public:
  DnsFault(Weather::Dns dns, SiteServer& sites) : dns_(dns), sites_(sites) {}
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  Weather::Dns dns_;
  SiteServer& sites_;
};

// Limits what all processes of the subject may have together. The limit goes with the subject's
// control group, which whoever survives of harness and supervisor removes.
class MemoryLimit : public Striker {
 public:
  MemoryLimit(Bytes most, probes::CgroupPlace groups) : most_(most), groups_(std::move(groups)) {}
  [[nodiscard]] Result<void> possible() const override;
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  Bytes most_;
  probes::CgroupPlace groups_;
};

class CpuShare : public Striker {
 public:
  CpuShare(double cores, probes::CgroupPlace groups) : cores_(cores), groups_(std::move(groups)) {}
  [[nodiscard]] Result<void> possible() const override;
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  double cores_;
  probes::CgroupPlace groups_;
};

// Leaves no room on the small disk that covers the subject's temporary directory.
class DiskFull : public Striker {
 public:
  explicit DiskFull(Result<int> small_disk) : disk_(std::move(small_disk)) {}
  [[nodiscard]] Result<void> possible() const override;
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  Result<int> disk_;
};

// Limits the descriptors of each process of the subject and of those that it starts. The limits are
// the processes' own and go with them.
class DescriptorLimit : public Striker {
 public:
  DescriptorLimit(std::uint64_t most, FaultReach reach) : most_(most), reach_(std::move(reach)) {}
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  std::uint64_t most_;
  FaultReach reach_;
};

}  // namespace tidemark::harness
