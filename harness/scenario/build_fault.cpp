#include "harness/scenario/build_fault.hpp"

#include <signal.h>
#include <string.h>

#include <string_view>
#include <unordered_map>

#include "harness/scenario/read_json.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

// The schema has checked that there is one.
int signal_called(std::string_view name) {
  for (int number = 1; number < NSIG; ++number) {
    const char* abbreviation = ::sigabbrev_np(number);
    if (abbreviation != nullptr && name == std::string("SIG") + abbreviation) return number;
  }
  return 0;
}

faults::Aim read_aim(const json& from) {
  faults::Aim at;
  read(from, "target", at.role);
  read(from, "all", at.all);
  return at;
}

FaultAction read_signal(const json& from, int number) {
  return faults::Signal{.number = number, .at = read_aim(from)};
}

using Reader = FaultAction (*)(const json&);
const std::unordered_map<std::string, Reader>& readers() {
  static const std::unordered_map<std::string, Reader> all = {
      {"kill", [](const json& from) { return read_signal(from, SIGKILL); }},
      {"terminate", [](const json& from) { return read_signal(from, SIGTERM); }},
      {"signal",
       [](const json& from) {
         return read_signal(from, signal_called(from.at("signal").get<std::string>()));
       }},
      {"restart",
       [](const json& from) -> FaultAction {
         return faults::Restart{from.value("with", "terminate") == "kill" ? SIGKILL : SIGTERM};
       }},
      {"pause", [](const json& from) -> FaultAction { return faults::Pause{read_aim(from)}; }},
      {"network_cut", [](const json&) -> FaultAction { return faults::NetworkCut{}; }},
      {"network_reset", [](const json&) -> FaultAction { return faults::NetworkReset{}; }},
      {"dns_outage",
       [](const json& from) -> FaultAction {
         return faults::DnsOutage{from.value("answer", "silence") == "servfail"};
       }},
      {"memory_limit",
       [](const json& from) -> FaultAction {
         return faults::MemoryLimit{Bytes::mib(from.at("mib").get<std::uint64_t>())};
       }},
      {"cpu_share",
       [](const json& from) -> FaultAction {
         return faults::CpuShare{from.at("cores").get<double>()};
       }},
      {"disk_full",
       [](const json& from) -> FaultAction {
         return faults::DiskFull{Bytes::mib(from.value("mib", std::uint64_t{256}))};
       }},
      {"descriptor_limit",
       [](const json& from) -> FaultAction {
         return faults::DescriptorLimit{from.at("descriptors").get<std::uint64_t>()};
       }},
  };
  return all;
}

}  // namespace

Result<PlannedFault> build_fault(const json& from, const std::string& pointer) {
  if (from.contains("after_ms") == from.contains("after_domains")) {
    return wrong(pointer, "give exactly one of \"after_ms\" and \"after_domains\"");
  }
  PlannedFault fault;
  from.at("kind").get_to(fault.kind);
  fault.action = readers().at(fault.kind)(from);
  read(from, "after_ms", fault.after.time);
  read(from, "after_domains", fault.after.domains);
  read(from, "every_ms", fault.every);
  read(from, "for_ms", fault.lasts);
  read(from, "count", fault.count);
  if (fault.every && fault.count == 1) {
    return wrong(pointer + "/every_ms", "needs a \"count\" above 1 beside it");
  }
  return fault;
}

}  // namespace tidemark::harness
