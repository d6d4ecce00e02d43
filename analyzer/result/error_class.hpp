// Why an attempt to reach a domain failed, named so that each class has one cause and one remedy.
#pragma once

#include <string_view>

namespace tidemark::analyzer {

enum class ErrorClass {
  kDnsNxdomain,       // the name does not exist
  kDnsNoData,         // the name exists without an address
  kDnsServfail,       // the resolver could not find out
  kDnsRefused,        // the resolver will not answer us
  kDnsTimeout,        // no resolver answered in time
  kDnsFailed,         // any other resolver failure
  kAddressForbidden,  // the name leads to an address the policy does not allow (private, ...)
  kConnectRefused,
  kConnectUnreachable,
  kConnectTimeout,
  kTlsExpired,       // certificate not valid now
  kTlsUntrusted,     // no chain to a known authority
  kTlsNameMismatch,  // certificate of another host
  kTlsFailed,        // handshake broken off
  kTlsTimeout,       // connected, handshake never finished
  kReset,            // connection closed or reset before a whole answer
  kNoResponse,       // connected, request sent, not one byte came back in time
  kSlowResponse,     // bytes came, but not all of them in time
  kHttpProtocol,     // what came back is not HTTP
  kBadRedirect,      // redirect without or with an unusable target
  kTooManyRedirects,
  kBrowserUnavailable,  // no browser on this machine, or it would not start
  kBrowserLost,         // the browser or its renderer ended under the visit
  kSlotTimeout,         // the budget ran out in the queue for a tab
  kNavigationFailed,    // the browser reported a network error
  kNavigationTimeout,   // the page did not arrive in time
  kRendererCrashed,     // the page brought its renderer down, alone or by its memory
  kPageUnresponsive,    // the page arrived, its script kept the tab from answering
  kDownload,            // the address answers with a file, not a page
  kSkipped,             // not tried: the strategy had evidence that it would be in vain
  kCancelled,           // we were told to stop
};

// "dns_nxdomain", "tls_expired": the stable name in results.
[[nodiscard]] std::string_view to_string(ErrorClass error);

}  // namespace tidemark::analyzer
