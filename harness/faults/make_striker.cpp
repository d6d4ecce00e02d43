#include "harness/faults/make_striker.hpp"

#include "harness/faults/fault_kinds.hpp"

namespace tidemark::harness {
namespace {

using Made = std::unique_ptr<Striker>;

Made make(const faults::Signal& signal, const FaultReach& reach) {
  return std::make_unique<ProcessSignal>(signal.number, signal.at, reach);
}
Made make(const faults::Restart& restart, const FaultReach& reach) {
  return std::make_unique<ProcessSignal>(restart.with, faults::Aim{}, reach);
}
Made make(const faults::Pause& pause, const FaultReach& reach) {
  return std::make_unique<Pause>(pause.at, reach);
}
Made make(const faults::NetworkCut& /*cut*/, const FaultReach& reach) {
  return std::make_unique<LinkFault>(Weather::Link::kSilent, reach.sites);
}
Made make(const faults::NetworkReset& /*reset*/, const FaultReach& reach) {
  return std::make_unique<LinkFault>(Weather::Link::kReset, reach.sites);
}
Made make(const faults::DnsOutage& outage, const FaultReach& reach) {
  return std::make_unique<DnsFault>(
      outage.servfail ? Weather::Dns::kServfail : Weather::Dns::kSilent, reach.sites);
}
Made make(const faults::MemoryLimit& limit, const FaultReach& reach) {
  return std::make_unique<MemoryLimit>(limit.most, reach.groups);
}
Made make(const faults::CpuShare& share, const FaultReach& reach) {
  return std::make_unique<CpuShare>(share.cores, reach.groups);
}
Made make(const faults::DescriptorLimit& limit, const FaultReach& reach) {
  return std::make_unique<DescriptorLimit>(limit.most, reach);
}
Made make(const faults::DiskFull& /*full*/, const FaultReach& reach) {
  return std::make_unique<DiskFull>(reach.small_disk);
}

}  // namespace

std::unique_ptr<Striker> make_striker(const FaultAction& action, const FaultReach& reach) {
  return std::visit([&](const auto& each) { return make(each, reach); }, action);
}

}  // namespace tidemark::harness
