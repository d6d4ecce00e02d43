#include "cli/analyze/explain.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <string>

#include "analyzer/names/host_name.hpp"
#include "analyzer/store/domain_story.hpp"
#include "cli/analyze/story_json.hpp"
#include "cli/analyze/story_text.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

Result<std::string> explain(const AnalyzeOptions& options) {
  const std::string& asked = options.store.explain;
  analyzer::HostName domain;
  if (const auto fault = domain.read(asked)) {
    return failure(ErrorCode::kBadInput,
                   "--explain: '" + printable(asked) + "' " + std::string(to_string(*fault)));
  }
  const auto file = options.store.file.empty() ? default_store() : options.store.file;
  if (!file) {
    return failure(ErrorCode::kBadInput,
                   "--explain: there is no home directory; give --cache FILE");
  }
  const auto read = analyzer::read_story(*file, domain.text());
  if (!read) return std::unexpected(read.error());
  const std::optional<analyzer::DomainStory>& story = *read;
  if (!story) {
    return failure(ErrorCode::kNotFound, fmt::format("{} is not in the store {}", domain.text(),
                                                     printable(file->string())));
  }
  return options.output.json
             ? story_json(*story, options.store.rules) + '\n'
             : story_text(*story, options.store.rules, std::chrono::system_clock::now());
}

}  // namespace

ExitCode run_explain(const AnalyzeOptions& options) {
  const auto text = explain(options);
  if (!text) {
    spdlog::error("{}", text.error().message);
    return exit_code_of(text.error().code);
  }
  fmt::print("{}", *text);
  if (std::fflush(stdout) != 0) {
    spdlog::error("the story could not be written");
    return ExitCode::kEnvironment;
  }
  return ExitCode::kPass;
}

}  // namespace tidemark::cli
