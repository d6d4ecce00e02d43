#include "cli/analyze/diff.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <string>

#include "analyzer/store/store_file.hpp"
#include "probes/base/printable.hpp"
#include "reports/assessment/change_report.hpp"

namespace tidemark::cli {
namespace {

// Of each kind, on a terminal; --json has all.
constexpr std::size_t kShown = 40;

Result<std::string> diff(const AnalyzeOptions& options) {
  const auto file = options.store.file.empty() ? default_store() : options.store.file;
  if (!file || options.store.off) {
    return failure(ErrorCode::kBadInput, "--diff compares runs in the store; give --cache FILE");
  }
  auto store = analyzer::open_store_to_read(*file);
  if (!store) return std::unexpected(store.error());
  const auto compared = analyzer::run_difference(store->database, options.report.runs);
  if (!compared) return std::unexpected(compared.error());
  const std::optional<analyzer::RunDifference>& difference = *compared;
  if (!difference) {
    return failure(ErrorCode::kNotFound,
                   fmt::format("the store {} has no two runs to compare: analyze again, with "
                               "--force or once results have aged",
                               printable(file->string())));
  }
  return options.output.json ? reports::changes_json(*difference)
                             : reports::changes_text(*difference, kShown);
}

}  // namespace

ExitCode run_diff(const AnalyzeOptions& options) {
  const auto text = diff(options);
  if (!text) {
    spdlog::error("{}", printable(text.error().message, 500));
    return exit_code_of(text.error().code);
  }
  const bool written = std::fwrite(text->data(), 1, text->size(), stdout) == text->size();
  if (!written || std::fflush(stdout) != 0) {
    spdlog::error("the changes could not be written");
    return ExitCode::kEnvironment;
  }
  return ExitCode::kPass;
}

}  // namespace tidemark::cli
