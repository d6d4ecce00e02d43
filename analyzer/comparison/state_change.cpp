#include "analyzer/comparison/state_change.hpp"

namespace tidemark::analyzer {
namespace {

enum class Kind { kPage, kWall, kTrouble, kDead, kUnknown };

Kind kind_of(State state) {
  switch (state) {
    case State::kAlive:
    case State::kRedirected:
    case State::kParked:
    case State::kForSale:
    case State::kSuspended:
    case State::kPlaceholder:
    case State::kShell: return Kind::kPage;
    case State::kChallenge:
    case State::kBlocked:
    case State::kRefused: return Kind::kWall;
    case State::kRateLimited:
    case State::kErrorPage:
    case State::kTlsBroken:
    case State::kTimedOut: return Kind::kTrouble;
    case State::kDead: return Kind::kDead;
    case State::kUnreachable:
    case State::kFailed: return Kind::kUnknown;
  }
  return Kind::kUnknown;
}

}  // namespace

std::optional<Change> state_change(State was, State is_now) {
  const Kind before = kind_of(was);
  const Kind now = kind_of(is_now);
  if (was == is_now || before == Kind::kUnknown || now == Kind::kUnknown) return std::nullopt;
  if (now == Kind::kDead) return Change::kNewlyDead;
  // A time-out proves no life.
  if (before == Kind::kDead && is_now != State::kTimedOut) return Change::kResurrected;
  if (before == Kind::kPage && now == Kind::kWall) return Change::kNewlyProtected;
  if (before == Kind::kWall && now == Kind::kPage) return Change::kUnprotected;
  return Change::kStateChanged;
}

}  // namespace tidemark::analyzer
