// A request at the simulator as the recording keeps it.
#pragma once

#include "harness/sites/request_log.hpp"
#include "probes/recording/recorded_run.hpp"

namespace tidemark::harness {

// Text of the subject's is made printable.
[[nodiscard]] probes::RecordedRequest recorded_request(const SiteRequest& request);

}  // namespace tidemark::harness
