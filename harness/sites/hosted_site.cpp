#include "harness/sites/hosted_site.hpp"

#include <fmt/format.h>

#include <limits>

namespace tidemark::harness {
namespace {

// Clients that are counted; a subject has one address or a few.
constexpr std::size_t kMaxClients = 4096;

}  // namespace

HostedSite::Stage HostedSite::stage_of(const Behavior& behavior) {
  if (std::holds_alternative<behaviors::NoDns>(behavior) ||
      std::holds_alternative<behaviors::DnsSlow>(behavior) ||
      std::holds_alternative<behaviors::Rebind>(behavior)) {
    return Stage::kDns;
  }
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

unsigned HostedSite::attempt(ClientAddress client, bool counts) {
  const auto known = attempts_.find(client);
  unsigned attempts = known == attempts_.end() ? 0 : known->second;
  if (counts && attempts < std::numeric_limits<unsigned>::max()) {
    ++attempts;
    if (known != attempts_.end()) {
      known->second = attempts;
    } else if (attempts_.size() < kMaxClients) {
      attempts_.emplace(client, attempts);
    }
  }
  return attempts;
}

bool HostedSite::misbehaves(ClientAddress client, bool counts) {
  return !fails_ || attempt(client, counts) <= *fails_;
}

DnsTreatment HostedSite::resolve(ClientAddress client, std::uint16_t type) {
  DnsTreatment treatment{
      .aliases = dns_.aliases, .address = address_, .address6 = dns_.address6, .behavior = kind()};
  if (stage_ != Stage::kDns) return treatment;
  // A resolver asks for A and AAAA at once: that is one attempt.
  const unsigned so_many = attempt(client, type == kDnsTypeA);
  if (fails_ && so_many > *fails_) {
    treatment.behavior = behaviors::Page::kKind;
  } else {
    misbehave(so_many, treatment);
  }
  return treatment;
}

void HostedSite::misbehave(unsigned attempt, DnsTreatment& treatment) const {
  if (const auto* slow = std::get_if<behaviors::DnsSlow>(&behavior_)) {
    treatment.delay = slow->delay;
  } else if (const auto* rebind = std::get_if<behaviors::Rebind>(&behavior_)) {
    if (rebind->first) treatment.address = *rebind->first;
    if (attempt > rebind->after) treatment.address = rebind->then;
    treatment.ttl = 0;
  } else if (const auto* no_dns = std::get_if<behaviors::NoDns>(&behavior_)) {
    switch (no_dns->answer) {
      case behaviors::NoDns::Answer::kSilence: treatment.conduct = DnsConduct::kSilence; break;
      case behaviors::NoDns::Answer::kServfail: treatment.conduct = DnsConduct::kServfail; break;
      case behaviors::NoDns::Answer::kNxdomain: treatment.conduct = DnsConduct::kNxdomain; break;
      case behaviors::NoDns::Answer::kNoAddress: treatment.conduct = DnsConduct::kNoAddress; break;
    }
  }
}

TlsConduct HostedSite::begin_tls(ClientAddress client) {
  if (stage_ != Stage::kTls || !misbehaves(client, true)) return TlsConduct::kNormal;
  if (std::holds_alternative<behaviors::TlsStall>(behavior_)) return TlsConduct::kStall;
  return std::holds_alternative<behaviors::WrongCertificate>(behavior_) ? TlsConduct::kWrongName
                                                                        : TlsConduct::kExpired;
}

SiteAnswer HostedSite::answer(ClientAddress client, const Request& request) {
  if (stage_ == Stage::kTls && !request.secure) {
    // As real sites do; without it a client that falls back to plain HTTP would find all well.
    const std::string secure = fmt::format("https://{}{}", host_, request.target);
    return {SendWhole{make_response(301, kHtml, "", {{"Location", secure}})}, kind()};
  }
  const bool is_page_load = request.path() == "/";
  if (stage_ == Stage::kRequest && !misbehaves(client, is_page_load)) {
    return {recovered_(request), behaviors::Page::kKind};
  }
  return {handler_(request), kind()};
}

}  // namespace tidemark::harness
