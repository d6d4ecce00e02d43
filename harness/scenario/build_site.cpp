#include "harness/scenario/build_site.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <bit>

#include "harness/scenario/build_behavior.hpp"
#include "harness/scenario/host_name.hpp"
#include "harness/scenario/read_json.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

std::optional<Ipv4Address> read_address(const std::string& text) {
  in_addr address{};
  if (::inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
  return std::bit_cast<Ipv4Address>(address.s_addr);
}

Result<DnsRecord> build_dns(const json& from, const std::string& pointer) {
  DnsRecord record;
  if (from.contains("address")) {
    record.address = read_address(from["address"].get<std::string>());
    if (!record.address) return wrong(pointer + "/address", "this is not an IPv4 address");
  }
  const std::string sharing = from.value("addresses", "per_host");
  record.sharing = sharing == "per_brand" ? AddressSharing::kPerBrand
                   : sharing == "shared"  ? AddressSharing::kShared
                                          : AddressSharing::kPerHost;
  if (from.contains("cname")) {
    auto host = read_host(from["cname"].get<std::string>(), pointer + "/cname");
    if (!host) return std::unexpected(host.error());
    record.cname = std::move(*host);
  }
  return record;
}

}  // namespace

Result<Site> build_site(const json& from, const std::string& pointer, SeenHosts& seen) {
  if (from.contains("hosts") == from.contains("brand") ||
      from.contains("brand") != from.contains("tlds")) {
    return wrong(pointer, "a site is given by \"hosts\", or by \"brand\" and \"tlds\"");
  }
  const char* key = from.contains("hosts") ? "hosts" : "tlds";
  const std::string start = from.contains("brand") ? from["brand"].get<std::string>() + "." : "";
  Site site;
  for (std::size_t i = 0; i < from[key].size(); ++i) {
    const std::string here = fmt::format("{}/{}/{}", pointer, key, i);
    auto host = read_host(start + from[key][i].get<std::string>(), here);
    if (!host) return std::unexpected(host.error());
    const auto [first, is_new] = seen.emplace(*host, here);
    if (!is_new) {
      return wrong(here, fmt::format("the host {} is already at {}", *host, first->second));
    }
    site.hosts.push_back(std::move(*host));
  }
  site.behavior = build_behavior(from.at("behavior"));
  read(from, "fails", site.fails);
  if (from.contains("dns")) {
    auto record = build_dns(from["dns"], pointer + "/dns");
    if (!record) return std::unexpected(record.error());
    site.dns = std::move(*record);
  }
  return site;
}

}  // namespace tidemark::harness
