// Whatever datagram the simulator's DNS server gets, its answer keeps to the limit, carries the
// query's id, and has records that end where it ends.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "harness/sites/dns_answer.hpp"

namespace {

using namespace tidemark::harness;  // NOLINT(google-build-using-namespace)

// Behind the name at `at`; aborts where it leads outside.
std::size_t skip_name(std::span<const std::uint8_t> message, std::size_t at) {
  for (;;) {
    if (at >= message.size()) std::abort();
    const std::size_t length = message[at];
    if ((length & 0xC0U) == 0xC0U) {
      const std::size_t target = (length & 0x3FU) << 8U | message[at + 1];
      if (target >= at) std::abort();
      return at + 2;
    }
    if (length > 63) std::abort();
    at += length + 1;
    if (length == 0) return at;
  }
}

void check(std::span<const std::uint8_t> query, std::span<const std::uint8_t> answer,
           std::size_t limit) {
  if (answer.size() > limit && answer.size() > query.size()) std::abort();
  if (answer.size() < 12 || answer[0] != query[0] || answer[1] != query[1]) std::abort();
  if ((answer[2] & 0x80U) == 0) std::abort();
  std::size_t at = 12;
  if (answer[5] == 1) at = skip_name(answer, at) + 4;
  for (unsigned left = answer[7]; left > 0; --left) {
    at = skip_name(answer, at) + 8;
    if (at + 2 > answer.size()) std::abort();
    at += 2 + (static_cast<std::size_t>(answer[at]) << 8U | answer[at + 1]);
  }
  if (at != answer.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::vector<std::uint8_t> query(data + 1, data + size);
  DnsTreatment treatment{.conduct = static_cast<DnsConduct>(data[0] % 5)};
  for (unsigned i = 0; i < (data[0] >> 4U); ++i) {
    treatment.aliases.push_back(std::string(40, 'x') + ".example.net");
  }
  treatment.address = Ipv4Address{127, 0, 0, 1};
  treatment.address6 = Ipv6Address{};
  const auto decide = [&](const std::string& name, std::uint16_t /*type*/) {
    if (name.size() > 255) std::abort();
    return treatment;
  };
  for (const std::size_t limit : {kDnsDatagram, kDnsLongest}) {
    if (const auto answer = answer_dns(query, decide, limit)) check(query, *answer, limit);
  }
  return 0;
}
