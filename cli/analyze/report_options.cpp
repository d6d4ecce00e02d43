#include "cli/analyze/report_options.hpp"

#include <charconv>
#include <string_view>

#include <CLI/CLI.hpp>

#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

// What the option parser makes of --diff without a value.
constexpr std::string_view kNoValue = "true";

std::optional<std::int64_t> run_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1) return std::nullopt;
  return number;
}

// "3", "3..5".
Result<analyzer::RunPair> run_pair(std::string_view text) {
  const std::size_t dots = text.find("..");
  const auto older = run_number(text.substr(0, dots));
  const auto newer =
      dots == std::string_view::npos ? std::nullopt : run_number(text.substr(dots + 2));
  if (!older || (dots != std::string_view::npos && !newer)) {
    return failure(ErrorCode::kBadInput, "--diff: '" + printable(text, 60) +
                                             "' names no runs; write OLDER or OLDER..NEWER, such "
                                             "as 3..5, or nothing for the last two");
  }
  return analyzer::RunPair{.older = older, .newer = newer};
}

}  // namespace

void add_report_options(CLI::App& command, ReportOptions& options) {
  command.add_option("--report", options.directory,
                     "DIR: write report.html, a page for each category, domains.csv, "
                     "domains.jsonl and summaries there when the run has ended; needs the store");
  command.add_option("--guard", options.guard,
                     "FILE: names that a report never recommends for a list, besides the "
                     "built-in ones (see docs/recommendations.md)");
  command.add_flag("--diff", options.diff_text,
                   "[OLDER[..NEWER]]: tell what changed between two runs in the store (by "
                   "default the last two), without any visit");
}

Result<void> settle(ReportOptions& options, const std::vector<std::string>& inputs) {
  if (!options.diff()) return {};
  if (!options.directory.empty()) {
    return failure(ErrorCode::kBadInput,
                   "--diff and --report: the report tells what changed, too; give one of them");
  }
  std::string text = options.diff_text == kNoValue ? "" : options.diff_text;
  if (text.empty() && inputs.size() == 1) text = inputs.front();
  if (inputs.size() > 1 || (!inputs.empty() && text != inputs.front())) {
    return failure(ErrorCode::kBadInput, "--diff compares runs in the store: it takes no lists");
  }
  if (text.empty()) return {};
  auto runs = run_pair(text);
  if (!runs) return std::unexpected(runs.error());
  options.runs = *runs;
  return {};
}

}  // namespace tidemark::cli
