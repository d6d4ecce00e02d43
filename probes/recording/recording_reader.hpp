// Reads a recording back.
#pragma once

#include <filesystem>

#include "probes/base/result.hpp"
#include "probes/recording/recorded_run.hpp"

namespace tidemark::probes {

// Everything in `path` (a samples.sqlite): closed properly, cut off by a kill, still being written,
// or on read-only media. kNotFound; kDenied; kBadInput: not a recording of ours, damaged, or
// written by a newer Tidemark.
[[nodiscard]] Result<RecordedRun> read_recording(const std::filesystem::path& path);

}  // namespace tidemark::probes
