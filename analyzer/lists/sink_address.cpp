#include "analyzer/lists/sink_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {
namespace {

// Longer than any address with a zone that stands in a hosts file.
constexpr std::size_t kLongestAddress = 63;

bool may_be_address(std::string_view text) {
  const char first = text.empty() ? '\0' : text.front();
  return text.size() <= kLongestAddress &&
         ((first >= '0' && first <= '9') || text.find(':') != std::string_view::npos);
}

}  // namespace

AddressUse use_of_address(std::string_view text) {
  // The commonest by far, and not worth a conversion.
  if (text == "0.0.0.0" || text == "127.0.0.1") return AddressUse::kSink;
  if (!may_be_address(text)) return AddressUse::kNone;
  std::array<char, kLongestAddress + 1> numbers{};
  const bool has_zone = text.find('%') != std::string_view::npos;
  std::ranges::copy(text.substr(0, text.find('%')), numbers.begin());
  in_addr four{};
  if (!has_zone && ::inet_pton(AF_INET, numbers.data(), &four) == 1) {
    const auto host = ntohl(four.s_addr);
    return host == 0 || host >> 24 == 127 ? AddressUse::kSink : AddressUse::kRedirect;
  }
  in6_addr six{};
  if (::inet_pton(AF_INET6, numbers.data(), &six) != 1) return AddressUse::kNone;
  const bool sink = IN6_IS_ADDR_UNSPECIFIED(&six) || IN6_IS_ADDR_LOOPBACK(&six);
  return sink ? AddressUse::kSink : AddressUse::kRedirect;
}

bool is_local_name(std::string_view word) {
  constexpr std::array<std::string_view, 8> kNames{
      "localhost",    "localhost.localdomain", "local",      "broadcasthost",
      "ip6-loopback", "ip6-localhost",         "localhost4", "localhost6"};
  constexpr std::array<std::string_view, 6> kGroups{"ip6-localnet", "ip6-mcastprefix",
                                                    "ip6-allnodes", "ip6-allrouters",
                                                    "ip6-allhosts", "0.0.0.0"};
  const auto is_it = [&](std::string_view name) { return is_word(word, name); };
  return std::ranges::any_of(kNames, is_it) || std::ranges::any_of(kGroups, is_it);
}

}  // namespace tidemark::analyzer
