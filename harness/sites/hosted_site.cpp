#include "harness/sites/hosted_site.hpp"

#include <fmt/format.h>

namespace tidemark::harness {
namespace {

// Clients that are counted; a subject has one address or a few.
constexpr std::size_t kMaxClients = 4096;

}  // namespace

HostedSite::Stage HostedSite::stage_of(const Behavior& behavior) {
  if (std::holds_alternative<behaviors::NoDns>(behavior)) return Stage::kDns;
  if (std::holds_alternative<behaviors::TlsStall>(behavior) ||
      std::holds_alternative<behaviors::ExpiredCertificate>(behavior) ||
      std::holds_alternative<behaviors::WrongCertificate>(behavior)) {
    return Stage::kTls;
  }
  return Stage::kRequest;
}

HostedSite::HostedSite(std::size_t index, const Site& site, Ipv4Address address,
                       const HandlerSite& handlers)
    : index_(index),
      host_(handlers.identity.host),
      dns_(site.dns),
      address_(address),
      behavior_(site.behavior),
      stage_(stage_of(site.behavior)),
      fails_(site.fails),
      handler_(make_handler(site.behavior, handlers)),
      recovered_(make_handler(behaviors::Page{}, handlers)) {}

bool HostedSite::misbehaves(ClientAddress client, bool counts) {
  if (!fails_) return true;
  const auto known = attempts_.find(client);
  unsigned attempts = known == attempts_.end() ? 0 : known->second;
  if (counts && attempts <= *fails_) {
    ++attempts;
    if (known != attempts_.end()) {
      known->second = attempts;
    } else if (attempts_.size() < kMaxClients) {
      attempts_.emplace(client, attempts);
    }
  }
  return attempts <= *fails_;
}

DnsTreatment HostedSite::resolve(ClientAddress client, std::uint16_t type) {
  return {.conduct = dns_conduct(client, type), .address = address_, .cname = dns_.cname};
}

DnsConduct HostedSite::dns_conduct(ClientAddress client, std::uint16_t type) {
  // A resolver asks for A and AAAA at once: that is one attempt.
  if (stage_ != Stage::kDns || !misbehaves(client, type == kDnsTypeA)) return DnsConduct::kAddress;
  switch (std::get<behaviors::NoDns>(behavior_).answer) {
    case behaviors::NoDns::Answer::kSilence: return DnsConduct::kSilence;
    case behaviors::NoDns::Answer::kServfail: return DnsConduct::kServfail;
    case behaviors::NoDns::Answer::kNxdomain: return DnsConduct::kNxdomain;
    case behaviors::NoDns::Answer::kNoAddress: return DnsConduct::kNoAddress;
  }
  return DnsConduct::kSilence;
}

TlsConduct HostedSite::begin_tls(ClientAddress client) {
  if (stage_ != Stage::kTls || !misbehaves(client, true)) return TlsConduct::kNormal;
  if (std::holds_alternative<behaviors::TlsStall>(behavior_)) return TlsConduct::kStall;
  return std::holds_alternative<behaviors::WrongCertificate>(behavior_) ? TlsConduct::kWrongName
                                                                        : TlsConduct::kExpired;
}

Reply HostedSite::answer(ClientAddress client, const Request& request) {
  if (stage_ == Stage::kTls && !request.secure) {
    // As real sites do; without it a client that falls back to plain HTTP would find all well.
    return SendWhole{make_response(
        301, kHtml, "", {{"Location", fmt::format("https://{}{}", host_, request.target)}})};
  }
  const bool is_page_load = request.path() == "/";
  if (stage_ == Stage::kRequest && !misbehaves(client, is_page_load)) return recovered_(request);
  return handler_(request);
}

}  // namespace tidemark::harness
