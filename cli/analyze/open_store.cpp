#include "cli/analyze/open_store.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"
#include "probes/sampling/command_line.hpp"

namespace tidemark::cli {
namespace {

bool harness_listens() {
  const char* socket = std::getenv("TIDEMARK_EVENTS");
  return socket != nullptr && *socket != '\0';
}

std::string options_json(const AnalyzeOptions& options) {
  const nlohmann::ordered_json json{
      {"workers", options.time.workers},
      {"budget_ms", options.time.budget.count()},
      {"browsers", options.browser.browsers},
      {"tabs", options.browser.tabs},
      {"force", options.store.rules.never},
      {"part", options.selection.by_state() || options.selection.sample_size > 0}};
  return json.dump();
}

analyzer::RunFacts facts_of(const AnalyzeOptions& options) {
  analyzer::RunFacts facts{.version = TIDEMARK_VERSION,
                           .command_line = own_command_line(),
                           .options = options_json(options),
                           .with_browser = options.browser.browsers > 0};
  return facts;
}

// What is wrong is the place, not the store in it, and nobody asked for it.
bool can_do_without(const Error& error) {
  return error.code == ErrorCode::kDenied || error.code == ErrorCode::kNoSpace ||
         error.code == ErrorCode::kIo || error.code == ErrorCode::kNotFound;
}

}  // namespace

std::vector<std::string> own_command_line() {
  auto line = probes::read_command_line(::getpid());
  return line ? *std::move(line) : std::vector<std::string>();
}

std::optional<std::filesystem::path> store_of(const AnalyzeOptions& options) {
  if (options.store.off) return std::nullopt;
  if (!options.store.file.empty()) return options.store.file;
  const bool streams = std::ranges::find(options.input.inputs, "-") != options.input.inputs.end();
  if (streams || !options.network.map_rules.empty() || harness_listens()) return std::nullopt;
  return default_store();
}

Result<std::unique_ptr<analyzer::Store>> open_store(boost::asio::any_io_executor executor,
                                                    const AnalyzeOptions& options,
                                                    analyzer::ScoreOrigin scored_by) {
  const auto path = store_of(options);
  if (!path) return nullptr;
  analyzer::StoreSetup setup{.path = *path, .run = facts_of(options), .rules = options.store.rules};
  setup.run.scored_by = std::move(scored_by);
  // Who asks for the dead ones wants to know whether they still are.
  if (!options.selection.only.empty()) setup.rules.never = true;
  setup.rules.has_browser = options.browser.browsers > 0;
  setup.on_note = [](const std::string& note) { spdlog::warn("{}", printable(note, 500)); };
  auto store = analyzer::Store::open(std::move(executor), std::move(setup));
  if (!store && options.store.file.empty() && can_do_without(store.error())) {
    spdlog::warn("results are not kept for the next run: {}; --cache FILE names another place",
                 printable(store.error().message, 500));
    return nullptr;
  }
  return store;
}

}  // namespace tidemark::cli
