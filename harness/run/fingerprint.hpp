// Where a run takes place.
#pragma once

#include <string>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

// This machine's; what it does not tell stays empty.
[[nodiscard]] Environment read_fingerprint(const std::string& tidemark_version);

}  // namespace tidemark::harness
