#include "analyzer/verdict/verdict.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kMarkupLookedAt = std::size_t{64} * 1024;

// Cloudflare's own signatures, most exact first.
std::optional<Verdict> cloudflare(const Evidence& evidence) {
  if (evidence.cf_mitigated == "challenge") {
    return Verdict{State::kChallenge, "cloudflare", "cf-mitigated: challenge"};
  }
  const bool refuses = evidence.status == 403 || evidence.status == 503 || evidence.status == 429;
  if (!refuses || evidence.server != "cloudflare") return std::nullopt;
  const std::string_view markup = evidence.markup.substr(0, kMarkupLookedAt);
  if (markup.find("/cdn-cgi/challenge-platform/") != std::string_view::npos &&
      markup.find("_cf_chl_opt") != std::string_view::npos) {
    return Verdict{State::kChallenge, "cloudflare", "script /cdn-cgi/challenge-platform/"};
  }
  if (markup.find("cf-error-details") != std::string_view::npos ||
      evidence.title == "Attention Required! | Cloudflare") {
    return Verdict{State::kBlocked, "cloudflare", "Cloudflare error page"};
  }
  return std::nullopt;
}

}  // namespace

Verdict judge_answer(const Evidence& evidence) {
  if (auto vendor = cloudflare(evidence)) return *vendor;
  switch (evidence.status) {
    case 401:
    case 403:
    case 451:
    case 503: return {State::kRefused};
    case 429: return {State::kRateLimited};
    default: break;
  }
  if (evidence.status >= 400) return {State::kErrorPage};
  return {evidence.shell ? State::kShell : State::kAlive};
}

State judge_failure(ErrorClass error) {
  switch (error) {
    case ErrorClass::kDnsNxdomain:
    case ErrorClass::kDnsNoData:
    case ErrorClass::kConnectRefused: return State::kDead;
    case ErrorClass::kDnsServfail:
    case ErrorClass::kDnsRefused:
    case ErrorClass::kDnsTimeout:
    case ErrorClass::kDnsFailed:
    case ErrorClass::kAddressForbidden:
    case ErrorClass::kConnectUnreachable:
    case ErrorClass::kConnectTimeout:
    case ErrorClass::kReset:
    case ErrorClass::kNavigationFailed: return State::kUnreachable;
    case ErrorClass::kTlsExpired:
    case ErrorClass::kTlsUntrusted:
    case ErrorClass::kTlsNameMismatch:
    case ErrorClass::kTlsFailed: return State::kTlsBroken;
    case ErrorClass::kTlsTimeout:
    case ErrorClass::kNoResponse:
    case ErrorClass::kSlowResponse:
    case ErrorClass::kSlotTimeout:
    case ErrorClass::kNavigationTimeout:
    case ErrorClass::kPageUnresponsive:
    case ErrorClass::kRendererCrashed: return State::kTimedOut;
    case ErrorClass::kHttpProtocol:
    case ErrorClass::kBadRedirect:
    case ErrorClass::kTooManyRedirects:
    case ErrorClass::kDownload: return State::kErrorPage;
    case ErrorClass::kBrowserUnavailable:
    case ErrorClass::kBrowserLost:
    case ErrorClass::kSkipped:
    case ErrorClass::kCancelled: return State::kFailed;
  }
  return State::kFailed;
}

bool browser_might_cure(State state, std::optional<ErrorClass> error) {
  if (!error) return state == State::kShell || state == State::kRefused;
  switch (*error) {
    case ErrorClass::kReset:
    case ErrorClass::kTlsFailed:
    case ErrorClass::kTlsTimeout:
    case ErrorClass::kNoResponse:
    case ErrorClass::kSlowResponse:
    case ErrorClass::kHttpProtocol:
    case ErrorClass::kTooManyRedirects: return true;
    default: return false;
  }
}

}  // namespace tidemark::analyzer
