#include "analyzer/store/lifetime.hpp"

namespace tidemark::analyzer {
namespace {

bool name_is_gone(std::optional<ErrorClass> cause) {
  return cause == ErrorClass::kDnsNxdomain || cause == ErrorClass::kDnsNoData;
}

}  // namespace

Lasting lasting_of(const DomainResult& result) {
  if (result.state == State::kFailed) return Lasting::kNever;
  if (result.inferred) return Lasting::kTransient;
  switch (result.state) {
    case State::kAlive:
    case State::kRedirected:
    case State::kParked:
    case State::kForSale: return Lasting::kSuccess;
    case State::kSuspended:
    case State::kPlaceholder: return Lasting::kFailure;
    case State::kDead: return name_is_gone(result.cause) ? Lasting::kFailure : Lasting::kUnsettled;
    case State::kErrorPage:
      return result.status.value_or(500) < 500 ? Lasting::kFailure : Lasting::kTransient;
    case State::kShell:
    case State::kChallenge:
    case State::kBlocked:
    case State::kRefused:
    case State::kTlsBroken: return Lasting::kUnsettled;
    case State::kRateLimited:
    case State::kTimedOut:
    case State::kUnreachable: return Lasting::kTransient;
    case State::kFailed: break;
  }
  return Lasting::kNever;
}

std::chrono::milliseconds Lifetimes::of(Lasting lasting) const {
  switch (lasting) {
    case Lasting::kSuccess: return success;
    case Lasting::kFailure: return failure;
    case Lasting::kUnsettled: return unsettled;
    case Lasting::kTransient: return transient;
    case Lasting::kNever: break;
  }
  return std::chrono::milliseconds(0);
}

std::string_view to_string(Lasting lasting) {
  switch (lasting) {
    case Lasting::kSuccess: return "success";
    case Lasting::kFailure: return "failure";
    case Lasting::kUnsettled: return "unsettled";
    case Lasting::kTransient: return "transient";
    case Lasting::kNever: return "never";
  }
  return "unknown";
}

}  // namespace tidemark::analyzer
