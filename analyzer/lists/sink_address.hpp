// What an address in a list stands for.
#pragma once

#include <string_view>

namespace tidemark::analyzer {

enum class AddressUse {
  kNone,      // no address
  kSink,      // 0.0.0.0, ::, loopback: a name that gets it is blocked
  kRedirect,  // any other: a name that gets it is answered by that machine
};

// IPv4 or IPv6 in numbers, also with a zone ("fe80::1%lo0").
[[nodiscard]] AddressUse use_of_address(std::string_view text);

// The names for the machine itself that the head of a hosts file has (localhost, ip6-allnodes,
// ...), and 0.0.0.0, which some lists have in the place of a name. `word` may have any case.
[[nodiscard]] bool is_local_name(std::string_view word);

}  // namespace tidemark::analyzer
