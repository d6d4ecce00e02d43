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

#include "harness/scenario/site.hpp"

namespace tidemark::harness {

enum class DnsConduct {
  kAddress,  // A answers, other types have no data
  kNxdomain,
  kNoAddress,  // the name exists and has no data
  kServfail,
  kSilence,
};

constexpr std::uint16_t kDnsTypeA = 1;

// How to treat a question.
struct DnsTreatment {
  DnsConduct conduct = DnsConduct::kAddress;
  Ipv4Address address{};   // with kAddress
  std::string cname = {};  // with kAddress: the name is an alias of this one
};

// `name` is lower case without trailing dot.
using DnsDecision = std::function<DnsTreatment(const std::string& name, std::uint16_t type)>;

// The answer to one datagram (RFC 1035), or nothing where silence is the answer: by decision, for a
// response and for what is too short to answer. Anything else malformed gets FORMERR.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> answer_dns(
    std::span<const std::uint8_t> query, const DnsDecision& decide);

}  // namespace tidemark::harness
