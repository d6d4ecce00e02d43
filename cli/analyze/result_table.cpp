#include "cli/analyze/result_table.hpp"

#include <fmt/format.h>

#include <string_view>

#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

using analyzer::DomainResult;
using analyzer::State;

std::string_view colour_of(State state) {
  switch (state) {
    case State::kAlive: return "\x1b[32m";
    case State::kChallenge:
    case State::kBlocked:
    case State::kRefused:
    case State::kRateLimited:
    case State::kRedirected:
    case State::kParked:
    case State::kForSale:
    case State::kSuspended:
    case State::kPlaceholder:
    case State::kShell:
    case State::kErrorPage: return "\x1b[33m";
    case State::kTlsBroken:
    case State::kTimedOut:
    case State::kDead:
    case State::kUnreachable:
    case State::kFailed: return "\x1b[31m";
  }
  return "";
}

// What a person wants to know beyond the state: the title, or why there is none.
std::string remark(const DomainResult& result) {
  if (!result.vendor.empty())
    return fmt::format("{} ({})", result.vendor, printable(result.signal, 40));
  if (result.cause) {
    std::string text(to_string(*result.cause));
    if (result.status) text += fmt::format(", HTTP {}", *result.status);
    return text;
  }
  if (result.state != State::kAlive && result.status) return fmt::format("HTTP {}", *result.status);
  return fmt::format("{} characters: {}", result.text_length, printable(result.title, 44));
}

}  // namespace

std::string result_row(const DomainResult& result, bool colour) {
  const std::string_view read_by = result.read_by ? to_string(*result.read_by) : "-";
  const std::string state = fmt::format("{:<12}", to_string(result.state));
  return fmt::format("{:<30} {} {:>6.2f} s  {:<7}  {}", printable(result.domain, 60),
                     colour ? fmt::format("{}{}\x1b[0m", colour_of(result.state), state) : state,
                     static_cast<double>(result.took.count()) / 1000, read_by, remark(result));
}

std::string unvisited_row(const analyzer::Task& task) {
  const std::string& what = task.domain.empty() ? task.source : task.domain;
  return fmt::format("{:<30} {:<12} {}", printable(what, 60), to_string(task.kind), task.reason);
}

}  // namespace tidemark::cli
