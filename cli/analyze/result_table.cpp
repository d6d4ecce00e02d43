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

// A row is to fit into a hundred columns: what the others leave, less the dots of a cut.
constexpr std::size_t kRemarkColumns = 30;
constexpr std::size_t kDomainColumns = 30;

std::string with_status(std::string text, const DomainResult& result) {
  if (result.status) text += fmt::format(", HTTP {}", *result.status);
  return text;
}

// What a person wants to know beyond the state: the title, or why there is none. Untrusted.
std::string remark(const DomainResult& result) {
  if (result.inferred) return "as " + result.inferred->from + ": " + result.inferred->evidence;
  if (!result.vendor.empty()) return fmt::format("{} ({})", result.vendor, result.signal);
  if (result.cause) return with_status(std::string(to_string(*result.cause)), result);
  switch (result.state) {
    case State::kAlive:
    case State::kShell: return fmt::format("{} characters: {}", result.text_length, result.title);
    case State::kRedirected: return "to " + result.final_url;
    default: break;
  }
  if (!result.signal.empty()) return result.signal;
  return result.status ? fmt::format("HTTP {}", *result.status) : result.title;
}

}  // namespace

std::string result_row(const DomainResult& result, bool colour) {
  const std::string_view read_by = result.read_by ? to_string(*result.read_by) : "-";
  const std::string state = fmt::format("{:<12}", to_string(result.state));
  const std::string time =
      result.cached ? fmt::format("{:>8}", "stored")
                    : fmt::format("{:>6.2f} s", static_cast<double>(result.took.count()) / 1000);
  const std::string points = result.score ? std::to_string(result.score->points) : "";
  return fmt::format("{:<{}} {} {}  {:<7} {:>3}  {}", printable(result.domain, 60), kDomainColumns,
                     colour ? fmt::format("{}{}\x1b[0m", colour_of(result.state), state) : state,
                     time, read_by, points, printable(remark(result), kRemarkColumns));
}

std::string unvisited_row(const analyzer::Task& task) {
  const std::string& what = task.domain.empty() ? task.source : task.domain;
  return fmt::format("{:<{}} {:<12} {}", printable(what, 60), kDomainColumns, to_string(task.kind),
                     task.reason);
}

}  // namespace tidemark::cli
