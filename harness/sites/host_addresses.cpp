#include "harness/sites/host_addresses.hpp"

#include "harness/sites/page_content.hpp"

namespace tidemark::harness {
namespace {

constexpr std::uint8_t kNetwork = 28;

// "chanel" of chanel.com and www.chanel.co.uk.
std::string_view brand_of(std::string_view host) {
  if (host.starts_with("www.")) host.remove_prefix(4);
  return host.substr(0, host.find('.'));
}

// Keys of the three kinds never meet: host names hold no slash.
std::string key_of(std::string_view host, AddressSharing sharing) {
  switch (sharing) {
    case AddressSharing::kPerHost: return std::string(host);
    case AddressSharing::kPerBrand: return "brand/" + std::string(brand_of(host));
    case AddressSharing::kShared: return "/";
  }
  return std::string(host);
}

Ipv4Address address_at(std::uint64_t number) {
  // No octet at the end that looks like a network or a broadcast.
  return {kNetwork, static_cast<std::uint8_t>(number >> 40U),
          static_cast<std::uint8_t>(number >> 24U), static_cast<std::uint8_t>(1 + number % 254)};
}

}  // namespace

Ipv4Address HostAddresses::of(std::string_view host, AddressSharing sharing) {
  const auto [place, is_new] = known_.try_emplace(key_of(host, sharing));
  if (!is_new) return place->second;
  std::uint64_t number = SiteIdentity{place->first, 0}.hash();
  while (!taken_.insert(address_at(number)).second) number = number * 6364136223846793005U + 1;
  place->second = address_at(number);
  return place->second;
}

}  // namespace tidemark::harness
