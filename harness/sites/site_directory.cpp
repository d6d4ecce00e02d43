#include "harness/sites/site_directory.hpp"

#include <boost/asio/buffer.hpp>

namespace tidemark::harness {
namespace {

namespace ssl = boost::asio::ssl;

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
      sites_.emplace(host, std::make_unique<HostedSite>(
                               index, site, site.dns.address.value_or(given), handlers));
    }
  }
}

HostedSite* SiteDirectory::find(std::string_view host) {
  const auto found = sites_.find(host);
  return found == sites_.end() ? nullptr : found->second.get();
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
