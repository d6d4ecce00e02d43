#include "harness/sites/site_directory.hpp"

#include <algorithm>
#include <unordered_set>

#include <boost/asio/buffer.hpp>

namespace tidemark::harness {
namespace {

namespace ssl = boost::asio::ssl;

// Aliases of one name over all hosts that it leads through, before those of the last: pointers
// within a DNS message reach 16 KiB.
constexpr std::size_t kLongestChain = 40;

std::shared_ptr<ssl::context> make_context(const std::string& certificate, const std::string& key) {
  boost::system::error_code error;
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(
      ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1, error);
  if (!error) context->use_certificate_chain(boost::asio::buffer(certificate), error);
  if (!error) context->use_private_key(boost::asio::buffer(key), ssl::context::pem, error);
  if (error) return nullptr;
  // An idle connection need not keep its two record buffers.
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  return context;
}

}  // namespace

SiteDirectory::SiteDirectory(const Scenario& scenario, CertificateAuthority authority,
                             AddressPlan plan, Ipv4Address listener)
    : authority_(std::move(authority)) {
  HostAddresses addresses;
  for (const Site& site : scenario.sites) {
    for (const std::string& host : site.hosts) {
      const HandlerSite handlers{{host, scenario.seed}, shelf_};
      const std::size_t index = sites_.size();
      const Ipv4Address given =
          plan == AddressPlan::kListener ? listener : addresses.of(host, site.dns.sharing);
      auto hosted =
          std::make_unique<HostedSite>(index, site, site.dns.address.value_or(given), handlers);
      for (std::size_t i = 0; i < site.dns.aliases.size(); ++i) {
        links_.try_emplace(site.dns.aliases[i], hosted.get(), i);
      }
      sites_.emplace(host, std::move(hosted));
    }
  }
}

HostedSite* SiteDirectory::find(std::string_view host) {
  const auto found = sites_.find(host);
  return found == sites_.end() ? nullptr : found->second.get();
}

SiteDirectory::Resolved SiteDirectory::resolve(const std::string& name, ClientAddress client,
                                               std::uint16_t type) {
  Resolved resolved{.site = find(name)};
  DnsTreatment& treatment = resolved.treatment;
  if (resolved.site != nullptr) {
    treatment = resolved.site->resolve(client, type);
  } else if (const auto link = links_.find(name); link != links_.end()) {
    resolved.site = link->second.site;
    treatment = resolved.site->resolve(client, type);
    const auto passed = static_cast<std::ptrdiff_t>(link->second.place) + 1;
    treatment.aliases.erase(treatment.aliases.begin(), treatment.aliases.begin() + passed);
  } else {
    treatment.conduct = DnsConduct::kNxdomain;
    return resolved;
  }
  std::unordered_set<const HostedSite*> seen{resolved.site};
  bool leads_on = !treatment.aliases.empty();
  while (leads_on && treatment.conduct == DnsConduct::kAddress) {
    HostedSite* next = find(treatment.aliases.back());
    if (next == nullptr) break;
    if (!seen.insert(next).second || treatment.aliases.size() > kLongestChain) {
      treatment.conduct = DnsConduct::kNoAddress;
      break;
    }
    DnsTreatment more = next->resolve(client, type);
    leads_on = !more.aliases.empty();
    more.aliases.insert(more.aliases.begin(), treatment.aliases.begin(), treatment.aliases.end());
    more.behavior = treatment.behavior;
    more.delay = std::max(more.delay, treatment.delay);
    treatment = std::move(more);
  }
  return resolved;
}

std::shared_ptr<ssl::context> SiteDirectory::tls_for(const HostedSite* site,
                                                     CertificateAuthority::Validity validity) {
  const std::string host = site == nullptr ? "unknown.invalid" : site->host();
  ByHost& known = validity == CertificateAuthority::Validity::kCurrent ? current_ : expired_;
  auto& context = known[host];
  if (!context) {
    const auto certificate = authority_.issue(host, validity);
    if (certificate) context = make_context(*certificate, authority_.leaf_key_pem());
  }
  return context;
}

}  // namespace tidemark::harness
