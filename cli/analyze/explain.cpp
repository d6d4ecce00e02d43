#include "cli/analyze/explain.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/lists/sink_address.hpp"
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
  // An address can be analyzed, too.
  const bool is_address = analyzer::use_of_address(asked) != analyzer::AddressUse::kNone;
  const auto fault = is_address ? std::nullopt : domain.read(asked);
  if (fault) {
    return failure(ErrorCode::kBadInput,
                   "--explain: '" + printable(asked) + "' " + std::string(to_string(*fault)));
  }
  const auto file = options.store.file.empty() ? default_store() : options.store.file;
  if (!file) {
    return failure(ErrorCode::kBadInput,
                   "--explain: there is no home directory; give --cache FILE");
  }
  const std::string_view name = is_address ? std::string_view(asked) : domain.text();
  const auto read = analyzer::read_story(*file, name);
  if (!read) return std::unexpected(read.error());
  const std::optional<analyzer::DomainStory>& story = *read;
  if (!story) {
    return failure(ErrorCode::kNotFound,
                   fmt::format("{} is not in the store {}", name, printable(file->string())));
  }
  return options.output.json
             ? story_json(*story, options.store.rules) + '\n'
             : story_text(*story, options.store.rules, std::chrono::system_clock::now());
}

}  // namespace

ExitCode run_explain(const AnalyzeOptions& options) {
  const auto text = explain(options);
  if (!text) {
    spdlog::error("{}", printable(text.error().message, 500));
    return exit_code_of(text.error().code);
  }
  const bool written = std::fwrite(text->data(), 1, text->size(), stdout) == text->size();
  if (!written || std::fflush(stdout) != 0) {
    spdlog::error("the story could not be written");
    return ExitCode::kEnvironment;
  }
  return ExitCode::kPass;
}

}  // namespace tidemark::cli
