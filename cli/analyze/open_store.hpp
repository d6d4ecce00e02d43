// Which store a run of `tidemark analyze` uses.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "analyzer/store/store.hpp"
#include "cli/analyze/analyze_run.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

// How this process was started, for others who want the store; empty if that cannot be read.
[[nodiscard]] std::vector<std::string> own_command_line();

// The store that `options` name. Without --cache it is that of the default place; but none where
// its answers would surprise: standard input is streamed (whoever feeds it wants visits), --map
// leads to other sites than the names', or a harness listens (it repeats the same domains).
[[nodiscard]] std::optional<std::filesystem::path> store_of(const AnalyzeOptions& options);

// Opens it, for results whose scores are by these keywords. Null: the run has none, perhaps because
// the default place cannot be written, which is warned of; a store that was asked for must open.
[[nodiscard]] Result<std::unique_ptr<analyzer::Store>> open_store(
    boost::asio::any_io_executor executor, const AnalyzeOptions& options,
    analyzer::ScoreOrigin scored_by);

}  // namespace tidemark::cli
