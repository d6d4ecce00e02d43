#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

bool is_scored(State state) { return state == State::kAlive || state == State::kRedirected; }

std::string_view to_string(Method method) {
  switch (method) {
    case Method::kDns: return "dns";
    case Method::kHttp: return "http";
    case Method::kBrowser: return "browser";
  }
  return "unknown";
}

std::string_view to_string(Stage stage) {
  switch (stage) {
    case Stage::kDns: return "dns";
    case Stage::kConnect: return "connect";
    case Stage::kTls: return "tls";
    case Stage::kRequest: return "request";
    case Stage::kResponse: return "response";
    case Stage::kSlot: return "slot";
    case Stage::kNavigation: return "navigation";
    case Stage::kPage: return "page";
  }
  return "unknown";
}

std::string_view to_string(State state) {
  switch (state) {
    case State::kAlive: return "alive";
    case State::kRedirected: return "redirected";
    case State::kParked: return "parked";
    case State::kForSale: return "for_sale";
    case State::kSuspended: return "suspended";
    case State::kPlaceholder: return "placeholder";
    case State::kShell: return "shell";
    case State::kChallenge: return "challenge";
    case State::kBlocked: return "blocked";
    case State::kRefused: return "refused";
    case State::kRateLimited: return "rate_limited";
    case State::kErrorPage: return "error_page";
    case State::kTlsBroken: return "tls_broken";
    case State::kTimedOut: return "timed_out";
    case State::kDead: return "dead";
    case State::kUnreachable: return "unreachable";
    case State::kFailed: return "failed";
  }
  return "unknown";
}

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::kLow: return "low";
    case Confidence::kMedium: return "medium";
    case Confidence::kHigh: return "high";
  }
  return "unknown";
}

std::string_view to_string(Protection protection) {
  switch (protection) {
    case Protection::kPresent: return "present";
    case Protection::kChallenge: return "challenge";
    case Protection::kBlock: return "block";
  }
  return "unknown";
}

}  // namespace tidemark::analyzer
