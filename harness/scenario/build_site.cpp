#include "harness/scenario/build_site.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "harness/scenario/build_behavior.hpp"
#include "harness/scenario/host_name.hpp"
#include "harness/scenario/read_json.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

// One alias or several.
Result<std::vector<std::string>> read_aliases(const json& from, const std::string& pointer) {
  std::vector<std::string> aliases;
  const bool one = from.is_string();
  for (std::size_t i = 0; i < (one ? 1 : from.size()); ++i) {
    const json& alias = one ? from : from[i];
    auto host =
        read_host(alias.get<std::string>(), one ? pointer : fmt::format("{}/{}", pointer, i));
    if (!host) return std::unexpected(host.error());
    aliases.push_back(std::move(*host));
  }
  return aliases;
}

Result<DnsRecord> build_dns(const json& from, const std::string& pointer) {
  DnsRecord record;
  if (from.contains("address")) {
    record.address = read_ipv4(from["address"].get<std::string>());
    if (!record.address) return wrong(pointer + "/address", "this is not an IPv4 address");
  }
  if (from.contains("address6")) {
    record.address6 = read_ipv6(from["address6"].get<std::string>());
    if (!record.address6) return wrong(pointer + "/address6", "this is not an IPv6 address");
  }
  const std::string sharing = from.value("addresses", "per_host");
  record.sharing = sharing == "per_brand" ? AddressSharing::kPerBrand
                   : sharing == "shared"  ? AddressSharing::kShared
                                          : AddressSharing::kPerHost;
  if (from.contains("cname")) {
    auto aliases = read_aliases(from["cname"], pointer + "/cname");
    if (!aliases) return std::unexpected(aliases.error());
    record.aliases = std::move(*aliases);
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
  auto behavior = build_behavior(from.at("behavior"), pointer + "/behavior");
  if (!behavior) return std::unexpected(behavior.error());
  site.behavior = std::move(*behavior);
  read(from, "fails", site.fails);
  if (from.contains("dns")) {
    auto record = build_dns(from["dns"], pointer + "/dns");
    if (!record) return std::unexpected(record.error());
    site.dns = std::move(*record);
  }
  return site;
}

}  // namespace tidemark::harness
