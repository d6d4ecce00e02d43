#include "harness/stage/private_network.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <net/if.h>

#include <bit>

#include "harness/stage/rtnetlink.hpp"

namespace tidemark::harness {
namespace {

using Address = std::array<std::uint8_t, 4>;

constexpr Ipv4Network kSites{.address = {28, 0, 0, 0}, .bits = 8};
// Never a site's: those do not end in 0.
constexpr Address kClient{28, 0, 0, 0};
constexpr const char* kDevice = "net0";
constexpr const char* kOtherEnd = "net1";  // where it is one of a pair

int index_of(const char* device) { return static_cast<int>(::if_nametoindex(device)); }

// Chromium takes a machine that has loopback alone for one that is offline, and calls every failure
// of DNS so.
Result<int> add_visible_device(Rtnetlink& kernel) {
  if (!kernel.add_dummy(kDevice)) {
    if (auto added = kernel.add_veth_pair(kDevice, kOtherEnd); !added) {
      return std::unexpected(added.error());
    }
    if (auto up = kernel.bring_up(index_of(kOtherEnd)); !up) return std::unexpected(up.error());
  }
  const int device = index_of(kDevice);
  if (auto up = kernel.bring_up(device); !up) return std::unexpected(up.error());
  return device;
}

// Those lead to this machine anyway.
bool is_loopback(const Address& address) { return address[0] == 127 || address == Address{}; }

Result<Address> address_in(const std::string& text) {
  in_addr address{};
  if (::inet_pton(AF_INET, text.c_str(), &address) != 1) {
    return failure(ErrorCode::kBadInput, fmt::format("\"{}\" is not an IPv4 address", text));
  }
  return std::bit_cast<Address>(address.s_addr);
}

}  // namespace

Result<std::vector<std::string>> set_up_network(const std::vector<std::string>& addresses) {
  auto kernel = Rtnetlink::open();
  if (!kernel) return std::unexpected(kernel.error());
  const int loopback = index_of("lo");
  if (auto up = kernel->bring_up(loopback); !up) return std::unexpected(up.error());
  std::vector<std::string> remarks;
  const auto device = add_visible_device(*kernel);
  if (!device) {
    remarks.push_back(
        "Chromium will call failures of DNS ERR_INTERNET_DISCONNECTED, because this kernel has "
        "neither dummy nor veth devices: " +
        device.error().message);
  }
  const Ipv4Network client{.address = kClient};
  if (auto added = kernel->add_address(device.value_or(loopback), client); !added) {
    return std::unexpected(added.error());
  }
  if (auto routed = kernel->add_local_route(loopback, kSites, kClient); !routed) {
    return std::unexpected(routed.error());
  }
  for (const std::string& text : addresses) {
    const auto address = address_in(text);
    if (!address) return std::unexpected(address.error());
    if (is_loopback(*address)) continue;
    const Ipv4Network alone{.address = *address};
    if (auto routed = kernel->add_local_route(loopback, alone, kClient); !routed) {
      return failure(routed.error().code, text + ": " + routed.error().message);
    }
  }
  return remarks;
}

}  // namespace tidemark::harness
