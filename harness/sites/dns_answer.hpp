// What the simulator's DNS server answers: bytes in, bytes out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/ip_address.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

enum class DnsConduct {
  kAddress,  // A and AAAA answer, other types have no data
  kNxdomain,
  kNoAddress,  // the name exists and has no data
  kServfail,
  kSilence,
};

constexpr std::uint16_t kDnsTypeA = 1;
constexpr std::uint16_t kDnsTypeAaaa = 28;

// How to treat a question.
struct DnsTreatment {
  DnsConduct conduct = DnsConduct::kAddress;
  // The asked name is an alias of the first, the first of the second, and so on; what else is said
  // concerns the last. Not with kServfail and kSilence.
  std::vector<std::string> aliases = {};
  std::optional<Ipv4Address> address = {};  // with kAddress
  std::optional<Ipv6Address> address6 = {};
  std::uint32_t ttl = 60;          // seconds to live
  Milliseconds delay{0};           // before the answer; the caller's to keep
  std::string_view behavior = {};  // that shows, of static text
};

// `name` is lower case without trailing dot.
using DnsDecision = std::function<DnsTreatment(const std::string& name, std::uint16_t type)>;

// What one datagram holds without extensions (RFC 1035, 4.2.1), and what a message behind a length
// may.
constexpr std::size_t kDnsDatagram = 512;
constexpr std::size_t kDnsLongest = 65535;

// The answer to one message (RFC 1035), or nothing where silence is the answer: by decision, for a
// response and for what is too short to answer. Anything else malformed gets FORMERR. One longer
// than `limit` is left out, and the client told so: it asks again over TCP.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> answer_dns(
    std::span<const std::uint8_t> query, const DnsDecision& decide,
    std::size_t limit = kDnsDatagram);

}  // namespace tidemark::harness
