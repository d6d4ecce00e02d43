// Reads the ticks of a recording: samples, details, holdings, the control group.
#pragma once

#include "probes/base/result.hpp"
#include "probes/database/database.hpp"
#include "probes/recording/recorded_run.hpp"

namespace tidemark::probes {

// Adds the ticks to `run`, whose processes have been read. Within one transaction.
[[nodiscard]] Result<void> read_ticks(Database& database, RecordedRun& run);

}  // namespace tidemark::probes
