// The kernel's interface to network devices, addresses and routes (rtnetlink(7)), as far as a
// network needs it that is made for one subject.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

// Octets in the order they are written, and how many bits of them count.
struct Ipv4Network {
  std::array<std::uint8_t, 4> address{};
  int bits = 32;
};

// Changes the network namespace that the process is in. Errors: what the kernel says.
class Rtnetlink {
 public:
  [[nodiscard]] static Result<Rtnetlink> open();

  Result<void> bring_up(int device);
  Result<void> add_dummy(const char* name);
  Result<void> add_veth_pair(const char* name, const char* other_end);
  Result<void> add_address(int device, const Ipv4Network& address);
  // Makes all addresses of `network` this machine's own. What is sent to them comes from `source`,
  // which must be an address that the machine has. One that is there already is no error.
  Result<void> add_local_route(int device, const Ipv4Network& network,
                               const std::array<std::uint8_t, 4>& source);

 private:
  explicit Rtnetlink(UniqueFd socket) : socket_(std::move(socket)) {}
  class Request;
  Result<void> ask(Request& request, std::string_view operation);
  Result<void> add_device(const char* name, std::string_view kind, const char* other_end);

  UniqueFd socket_;
};

}  // namespace tidemark::harness
