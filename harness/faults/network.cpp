// Faults of the network between the subject and the sites.
#include "harness/faults/fault_kinds.hpp"

namespace tidemark::harness {
namespace {

class LinkInForce : public FaultInForce {
 public:
  explicit LinkInForce(SiteServer& sites) : sites_(sites) {}
  LinkInForce(const LinkInForce&) = delete;
  LinkInForce& operator=(const LinkInForce&) = delete;
  ~LinkInForce() override { sites_.set_link(Weather::Link::kOpen); }

 private:
  SiteServer& sites_;
};

class DnsInForce : public FaultInForce {
 public:
  explicit DnsInForce(SiteServer& sites) : sites_(sites) {}
  DnsInForce(const DnsInForce&) = delete;
  DnsInForce& operator=(const DnsInForce&) = delete;
  ~DnsInForce() override { sites_.set_dns(Weather::Dns::kAnswers); }

 private:
  SiteServer& sites_;
};

}  // namespace

Result<std::unique_ptr<FaultInForce>> LinkFault::strike() {
  sites_.set_link(link_);
  return std::make_unique<LinkInForce>(sites_);
}

Result<std::unique_ptr<FaultInForce>> DnsFault::strike() {
  sites_.set_dns(dns_);
  return std::make_unique<DnsInForce>(sites_);
}

}  // namespace tidemark::harness
