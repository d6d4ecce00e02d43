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

double rate(std::size_t count, std::chrono::milliseconds took) {
  return took.count() == 0 ? 0
                           : static_cast<double>(count) * 1000 / static_cast<double>(took.count());
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

std::string summary_line(const analyzer::Progress& progress, std::chrono::milliseconds took) {
  std::string text = fmt::format(
      "{} domain{} in {:.1f} s ({:.1f}/s)", progress.finished, progress.finished == 1 ? "" : "s",
      static_cast<double>(took.count()) / 1000, rate(progress.finished, took));
  std::string_view separator = ": ";
  for (const auto& [state, count] : progress.by_state) {
    text += fmt::format("{}{} {}", separator, count, to_string(state));
    separator = ", ";
  }
  if (progress.rejected > 0) text += fmt::format("; {} lines rejected", progress.rejected);
  if (progress.allowed > 0) text += fmt::format("; {} allow rules not visited", progress.allowed);
  if (progress.repeated > 0) text += fmt::format("; {} repeated", progress.repeated);
  if (progress.unfinished > 0) text += fmt::format("; {} not finished", progress.unfinished);
  return text;
}

std::string progress_line(const analyzer::Progress& progress, std::optional<std::size_t> total,
                          std::chrono::milliseconds elapsed) {
  const std::size_t handled =
      progress.finished + progress.rejected + progress.allowed + progress.repeated;
  const double per_second = rate(handled, elapsed);
  std::string text =
      total ? fmt::format("{} of {} done", handled, *total) : fmt::format("{} done", handled);
  text += fmt::format(", {} running, {:.1f}/s", progress.running, per_second);
  if (total && per_second > 0 && *total > handled) {
    text +=
        fmt::format(", about {:.0f} s left", static_cast<double>(*total - handled) / per_second);
  }
  return text;
}

}  // namespace tidemark::cli
