// What an empty network namespace needs before sites can be reached in it.
#pragma once

#include <string>
#include <vector>

#include "probes/base/result.hpp"

namespace tidemark::harness {

// In the network namespace that this process is in and that nobody has set up before: loopback is
// up, every address of 28.0.0.0/8 (HostAddresses) and each of `addresses` (IPv4) leads to whoever
// listens at 0.0.0.0, and no other address leads anywhere: connect() and sendto() fail at once with
// ENETUNREACH. Returns what could not be had and what that means. kBadInput: an address is none;
// otherwise what the kernel says.
[[nodiscard]] Result<std::vector<std::string>> set_up_network(
    const std::vector<std::string>& addresses);

}  // namespace tidemark::harness
