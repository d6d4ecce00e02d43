#include "analyzer/browser/network_cause.hpp"

#include <array>
#include <utility>

#include "analyzer/visit/url.hpp"

namespace tidemark::analyzer {
namespace {

// The first that the error begins with.
constexpr std::array<std::pair<std::string_view, ErrorClass>, 19> kMeanings{{
    {"net::ERR_CERT_DATE_INVALID", ErrorClass::kTlsExpired},
    {"net::ERR_CERT_COMMON_NAME_INVALID", ErrorClass::kTlsNameMismatch},
    {"net::ERR_CERT_AUTHORITY_INVALID", ErrorClass::kTlsUntrusted},
    {"net::ERR_CERT_", ErrorClass::kTlsFailed},
    {"net::ERR_SSL_", ErrorClass::kTlsFailed},
    {"net::ERR_BAD_SSL_", ErrorClass::kTlsFailed},
    {"net::ERR_CONNECTION_RESET", ErrorClass::kReset},
    {"net::ERR_CONNECTION_CLOSED", ErrorClass::kReset},
    {"net::ERR_CONNECTION_ABORTED", ErrorClass::kReset},
    {"net::ERR_EMPTY_RESPONSE", ErrorClass::kReset},
    {"net::ERR_CONTENT_LENGTH_MISMATCH", ErrorClass::kReset},
    {"net::ERR_INCOMPLETE_CHUNKED_ENCODING", ErrorClass::kReset},
    {"net::ERR_TOO_MANY_REDIRECTS", ErrorClass::kTooManyRedirects},
    {"net::ERR_UNSAFE_REDIRECT", ErrorClass::kBadRedirect},
    {"net::ERR_INVALID_REDIRECT", ErrorClass::kBadRedirect},
    {"net::ERR_INVALID_HTTP_RESPONSE", ErrorClass::kHttpProtocol},
    {"net::ERR_RESPONSE_HEADERS_", ErrorClass::kHttpProtocol},
    {"net::ERR_HTTP2_", ErrorClass::kHttpProtocol},
    {"net::ERR_CONTENT_DECODING_", ErrorClass::kHttpProtocol},
}};

void set(PageVisit& visit, ErrorClass error, const std::string& detail) {
  visit.error = error;
  if (!detail.empty()) visit.detail = detail;
}

// The deadline came while the page was on its way: where was it?
void explain_timeout(PageVisit& visit, const Contact& contact, bool is_https) {
  switch (contact.reached) {
    case Contact::Reached::kNothing: return set(visit, ErrorClass::kDnsTimeout, contact.detail);
    case Contact::Reached::kName: return set(visit, ErrorClass::kConnectTimeout, contact.detail);
    case Contact::Reached::kHost: break;
  }
  if (contact.received > Bytes{}) return;
  if (is_https) return set(visit, ErrorClass::kTlsTimeout, "connected, but no TLS answer");
  set(visit, ErrorClass::kNoResponse, "connected, but not one byte came back");
}

}  // namespace

ErrorClass classify_network_error(std::string_view text) {
  for (const auto& [start, meaning] : kMeanings) {
    if (text.starts_with(start)) return meaning;
  }
  return ErrorClass::kNavigationFailed;
}

void explain(PageVisit& visit, const std::string& requested, const LaneReport& traffic) {
  if (visit.error != ErrorClass::kNavigationFailed &&
      visit.error != ErrorClass::kNavigationTimeout) {
    return;
  }
  const bool timed_out = visit.error == ErrorClass::kNavigationTimeout;
  if (!timed_out) visit.error = classify_network_error(visit.detail);
  if (!timed_out && visit.error != ErrorClass::kNavigationFailed) return;
  const auto url = parse_url(requested);
  const Contact* contact = url ? traffic.find(url->host, url->port) : nullptr;
  if (contact == nullptr) return;
  if (contact->error && contact->error != ErrorClass::kCancelled) {
    return set(visit, *contact->error, contact->detail);
  }
  if (timed_out && !visit.status) {
    explain_timeout(visit, *contact, requested.starts_with("https:"));
  }
}

}  // namespace tidemark::analyzer
