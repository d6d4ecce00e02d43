// The memory of compared runs as a picture.
#pragma once

#include <string>

#include "harness/record/comparison_record.hpp"

namespace tidemark::reports {

// An <svg> with a line per run over its rest points; empty where no memory is known.
[[nodiscard]] std::string memory_curves(const harness::ComparisonRecord& record);

}  // namespace tidemark::reports
