#include "cli/analyze/store_options.hpp"

#include <cstdlib>

#include <CLI/CLI.hpp>

#include "cli/duration.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace fs = std::filesystem;
namespace {

std::chrono::milliseconds* lifetime_named(analyzer::Lifetimes& lifetimes, std::string_view name) {
  if (name == "success") return &lifetimes.success;
  if (name == "failure") return &lifetimes.failure;
  if (name == "unsettled") return &lifetimes.unsettled;
  if (name == "transient") return &lifetimes.transient;
  return nullptr;
}

Result<void> settle_lifetime(const std::string& text, analyzer::Lifetimes& lifetimes) {
  const std::size_t equals = text.find('=');
  std::chrono::milliseconds* lifetime = lifetime_named(lifetimes, text.substr(0, equals));
  if (equals == std::string::npos || lifetime == nullptr) {
    return failure(ErrorCode::kBadInput,
                   "--lifetime " + printable(text, 60) +
                       ": write success, failure, unsettled or transient, then =DURATION");
  }
  const auto duration = parse_duration(std::string_view(text).substr(equals + 1));
  if (!duration) return failure(ErrorCode::kBadInput, "--lifetime: " + duration.error().message);
  *lifetime = *duration;
  return {};
}

}  // namespace

void add_store_options(CLI::App& command, StoreOptions& options) {
  auto* file = command.add_option(
      "--cache", options.file,
      "The store of results (default: tidemark/analyze.sqlite in $XDG_CACHE_HOME or ~/.cache; none "
      "when reading standard input, with --map, or when a harness listens)");
  auto* off = command.add_flag("--no-cache", options.off, "Neither use nor keep stored results")
                  ->excludes(file);
  command
      .add_flag("--force", options.rules.never,
                "Visit every domain, whatever is stored, and store the results")
      ->excludes(off);
  command.add_option("--max-age", options.max_age_text,
                     "Visit again what was checked longer ago than this, such as 12h or 3d");
  command
      .add_option(
          "--lifetime", options.lifetime_texts,
          "CLASS=DURATION: how long results of a class answer without a visit; success=30d, "
          "failure=7d (name gone, no page), unsettled=1d (walls, TLS, refused), "
          "transient=1h; repeatable")
      ->allow_extra_args(false);
  auto* explain =
      command
          .add_option("--explain", options.explain,
                      "DOMAIN: tell all that the store knows of it, without any network")
          ->excludes(off);
  command
      .add_flag("--rescore", options.rescore,
                "Score stored pages anew where the keywords or the pages have changed, without any "
                "network, and tell the results of INPUT, or of everybody in the store")
      ->excludes(off)
      ->excludes(explain);
}

Result<void> settle(StoreOptions& options) {
  if (!options.max_age_text.empty()) {
    const auto age = parse_duration(options.max_age_text);
    if (!age) return failure(ErrorCode::kBadInput, "--max-age: " + age.error().message);
    options.rules.max_age = *age;
  }
  for (const std::string& text : options.lifetime_texts) {
    if (auto settled = settle_lifetime(text, options.rules.lifetimes); !settled) return settled;
  }
  return {};
}

std::optional<fs::path> default_store() {
  const fs::path inside = fs::path("tidemark") / "analyze.sqlite";
  // Relative paths are to be ignored (XDG base directory specification).
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && fs::path(cache).is_absolute()) return cache / inside;
  const char* home = std::getenv("HOME");
  if (home != nullptr && fs::path(home).is_absolute()) return fs::path(home) / ".cache" / inside;
  return std::nullopt;
}

}  // namespace tidemark::cli
