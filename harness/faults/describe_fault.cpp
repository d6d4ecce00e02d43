#include "harness/faults/describe_fault.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <string.h>

namespace tidemark::harness {
namespace {

constexpr const char* kLink = "link";

std::string signal_name(int number) {
  const char* abbreviation = ::sigabbrev_np(number);
  return abbreviation == nullptr ? std::string() : std::string("SIG") + abbreviation;
}

std::string target_of(const faults::Aim& at) { return at.all ? "every " + at.role : at.role; }

FaultWords words(const faults::Signal& signal) {
  return {.target = target_of(signal.at), .detail = signal_name(signal.number), .place = {}};
}
FaultWords words(const faults::Restart& restart) {
  return {.target = "subject", .detail = signal_name(restart.with), .place = {}};
}
FaultWords words(const faults::Pause& pause) {
  return {.target = target_of(pause.at), .detail = {}, .place = "processes " + pause.at.role};
}
FaultWords words(const faults::NetworkCut& /*cut*/) {
  return {.target = {}, .detail = {}, .place = kLink};
}
FaultWords words(const faults::NetworkReset& /*reset*/) {
  return {.target = {}, .detail = {}, .place = kLink};
}
FaultWords words(const faults::DnsOutage& outage) {
  return {.target = {}, .detail = outage.servfail ? "servfail" : "silence", .place = "dns"};
}
FaultWords words(const faults::MemoryLimit& limit) {
  return {.target = "subject", .detail = to_string(limit.most), .place = "memory"};
}
FaultWords words(const faults::CpuShare& share) {
  return {.target = "subject", .detail = fmt::format("{} cores", share.cores), .place = "cpu"};
}
FaultWords words(const faults::DescriptorLimit& limit) {
  return {.target = "subject", .detail = std::to_string(limit.most), .place = "descriptors"};
}
FaultWords words(const faults::DiskFull& full) {
  return {.target = "subject", .detail = to_string(full.size), .place = "disk"};
}

}  // namespace

FaultWords describe_fault(const PlannedFault& fault) {
  FaultWords all = std::visit([](const auto& each) { return words(each); }, fault.action);
  // These say in their name which signal it is.
  if (fault.kind == "kill" || fault.kind == "terminate") all.detail.clear();
  return all;
}

}  // namespace tidemark::harness
