// All hosts of a scenario, found by name, with their certificates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "harness/scenario/scenario.hpp"
#include "harness/sites/certificate_authority.hpp"
#include "harness/sites/dns_answer.hpp"
#include "harness/sites/host_addresses.hpp"
#include "harness/sites/hosted_site.hpp"
#include "harness/sites/resource_shelf.hpp"

namespace tidemark::harness {

// Owns the sites and makes their TLS contexts when first asked. One thread.
class SiteDirectory {
 public:
  // `listener` is the address of hosts that have none of their own.
  SiteDirectory(const Scenario& scenario, CertificateAuthority authority, AddressPlan plan,
                Ipv4Address listener);

  // The site of `host` (lower case), or null.
  [[nodiscard]] HostedSite* find(std::string_view host);

  // What DNS says of `name` (lower case), a host or what one is an alias of, and the host
  // concerned; a null site and NXDOMAIN for others.
  struct Resolved {
    HostedSite* site = nullptr;
    DnsTreatment treatment = {};
  };
  [[nodiscard]] Resolved resolve(const std::string& name, ClientAddress client, std::uint16_t type);

  // What to handshake with for `site`; null `site`: a certificate for nobody. Null if OpenSSL
  // fails.
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> tls_for(
      const HostedSite* site, CertificateAuthority::Validity validity);

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  // A name that is no host: a link in the chain of aliases of one.
  struct Link {
    HostedSite* site = nullptr;
    std::size_t place = 0;
  };

  CertificateAuthority authority_;
  ResourceShelf shelf_;
  std::unordered_map<std::string, std::unique_ptr<HostedSite>, Hash, std::equal_to<>> sites_;
  std::unordered_map<std::string, Link> links_;
  using ByHost = std::unordered_map<std::string, std::shared_ptr<boost::asio::ssl::context>>;
  ByHost current_;
  ByHost expired_;
};

}  // namespace tidemark::harness
