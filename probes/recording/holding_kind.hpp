// The spelling of holdings in recordings and reports.
#pragma once

#include <optional>
#include <string_view>

#include "probes/sampling/tree_sample.hpp"

namespace tidemark::probes {

// "listening", "deleted_file", "control_pipe", "shared_memory", "directory".
[[nodiscard]] std::string_view holding_kind_name(Holding::Kind kind);
[[nodiscard]] std::optional<Holding::Kind> holding_kind_from_name(std::string_view name);

}  // namespace tidemark::probes
