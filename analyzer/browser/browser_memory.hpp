// What a browser's processes have of memory for themselves.
#pragma once

#include "probes/base/bytes.hpp"
#include "probes/base/process_id.hpp"

namespace tidemark::analyzer {

// Resident and not backed by a file, after statm: it costs microseconds where PSS costs
// milliseconds, and is what goes back to the machine when the browser ends.
struct BrowserMemory {
  Bytes total;
  Bytes largest_renderer;
  ProcessId renderer;  // whose that is
};

// Reads /proc; for a thread beside the loop. Processes that end meanwhile are left out.
[[nodiscard]] BrowserMemory measure_browser(Pid root);

// Kills it if it is still that process.
void end_renderer(const ProcessId& renderer);

}  // namespace tidemark::analyzer
