#include <algorithm>

#include "analyzer/verdict/verdict.hpp"

namespace tidemark::analyzer {
namespace {

bool went_on_the_wire(const Attempt& attempt) {
  return attempt.method != Method::kDns && attempt.error != ErrorClass::kSkipped &&
         attempt.error != ErrorClass::kCancelled;
}

// Every try to talk to the site ended like this, and there was at least one.
template <typename Predicate>
bool always(std::span<const Attempt> attempts, Predicate ended) {
  return std::ranges::any_of(attempts, went_on_the_wire) &&
         std::ranges::all_of(attempts, [&](const Attempt& attempt) {
           return !went_on_the_wire(attempt) || ended(attempt);
         });
}

bool reset_in_handshake(const Attempt& attempt) {
  return attempt.stage == Stage::kTls && attempt.error == ErrorClass::kReset;
}

bool silent_or_reset(const Attempt& attempt) {
  return attempt.error == ErrorClass::kConnectTimeout ||
         attempt.error == ErrorClass::kConnectUnreachable || attempt.error == ErrorClass::kReset;
}

}  // namespace

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

Verdict judge_failure(ErrorClass cause, std::span<const Attempt> attempts) {
  Verdict verdict{.state = judge_failure(cause), .confidence = Confidence::kMedium};
  switch (verdict.state) {
    case State::kDead:
      if (cause == ErrorClass::kDnsNxdomain) verdict.confidence = Confidence::kHigh;
      return verdict;
    case State::kTlsBroken: verdict.confidence = Confidence::kHigh; return verdict;
    case State::kUnreachable:
    case State::kTimedOut: break;
    default: return verdict;
  }
  if (cause == ErrorClass::kAddressForbidden) {
    // What resolvers that block answer, too: 0.0.0.0, or an address of their own network.
    verdict.signal =
        "the name leads to an address that is not public: its owner's doing, or a "
        "resolver that blocks it";
  } else if (always(attempts, reset_in_handshake)) {
    // The handshake's first message carries the name in the clear.
    verdict.state = State::kUnreachable;
    verdict.signal =
        "every connection is cut when TLS names the host: perhaps a "
        "filter on the way";
  } else if (always(attempts, silent_or_reset)) {
    verdict.state = State::kUnreachable;
    verdict.confidence = Confidence::kLow;
    verdict.signal =
        "the name resolves, but every connection is reset or gets no answer: gone, or "
        "a filter on the way";
  }
  return verdict;
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
