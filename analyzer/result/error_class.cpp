#include "analyzer/result/error_class.hpp"

namespace tidemark::analyzer {

std::string_view to_string(ErrorClass error) {
  switch (error) {
    case ErrorClass::kDnsNxdomain: return "dns_nxdomain";
    case ErrorClass::kDnsNoData: return "dns_no_data";
    case ErrorClass::kDnsServfail: return "dns_servfail";
    case ErrorClass::kDnsRefused: return "dns_refused";
    case ErrorClass::kDnsTimeout: return "dns_timeout";
    case ErrorClass::kDnsFailed: return "dns_failed";
    case ErrorClass::kAddressForbidden: return "address_forbidden";
    case ErrorClass::kConnectRefused: return "connect_refused";
    case ErrorClass::kConnectUnreachable: return "connect_unreachable";
    case ErrorClass::kConnectTimeout: return "connect_timeout";
    case ErrorClass::kTlsExpired: return "tls_expired";
    case ErrorClass::kTlsUntrusted: return "tls_untrusted";
    case ErrorClass::kTlsNameMismatch: return "tls_name_mismatch";
    case ErrorClass::kTlsFailed: return "tls_failed";
    case ErrorClass::kTlsTimeout: return "tls_timeout";
    case ErrorClass::kReset: return "reset";
    case ErrorClass::kNoResponse: return "no_response";
    case ErrorClass::kSlowResponse: return "slow_response";
    case ErrorClass::kHttpProtocol: return "http_protocol";
    case ErrorClass::kBadRedirect: return "bad_redirect";
    case ErrorClass::kTooManyRedirects: return "too_many_redirects";
    case ErrorClass::kBrowserUnavailable: return "browser_unavailable";
    case ErrorClass::kBrowserLost: return "browser_lost";
    case ErrorClass::kSlotTimeout: return "slot_timeout";
    case ErrorClass::kNavigationFailed: return "navigation_failed";
    case ErrorClass::kNavigationTimeout: return "navigation_timeout";
    case ErrorClass::kRendererCrashed: return "renderer_crashed";
    case ErrorClass::kPageUnresponsive: return "page_unresponsive";
    case ErrorClass::kDownload: return "download";
    case ErrorClass::kSkipped: return "skipped";
    case ErrorClass::kCancelled: return "cancelled";
  }
  return "unknown";
}

}  // namespace tidemark::analyzer
